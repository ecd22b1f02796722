#include "sealflow/result.hpp"

namespace sealflow {

void ErrorDeleter::operator()(Error* error) const { delete error; }

ErrorBox boxed(Error error) { return ErrorBox(new Error(std::move(error))); }

ErrorBox failure(ErrorCode code) {
  return boxed({.code = code, .message = std::string(error_info(code).text)});
}

ErrorBox failure(ErrorCode code, const char* message, const char* where, const char* reason) {
  return boxed({.code = code, .message = message, .where = where, .reason = reason});
}

ErrorBox failure(ErrorCode code, const std::string& message, const std::string& where,
                 const char* reason) {
  return boxed({.code = code, .message = message, .where = where, .reason = reason});
}

}  // namespace sealflow
