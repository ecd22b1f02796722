#include "sealflow/result.hpp"

namespace sealflow {

void ErrorDeleter::operator()(Error* error) const { delete error; }

ErrorBox boxed(Error error) { return ErrorBox(new Error(std::move(error))); }

}  // namespace sealflow
