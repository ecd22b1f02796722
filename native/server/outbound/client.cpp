#include "server/outbound/client.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include "server/http/address.hpp"
#include "server/outbound/public_address.hpp"
#include "server/outbound/url.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t max_reply_header_bytes = 32UL * 1024;
constexpr std::int64_t longest_connect_ms = 10'000;

using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return copy;
}

/// Headers that say where a request goes or where it ends are curl's to write: with a second
/// opinion of a flow, a proxy on the way may see two requests in one.
bool is_sendable(const Header& header) {
  static constexpr std::array<std::string_view, 8> framing = {
      "connection", "content-length",    "expect", "host", "te",
      "trailer",    "transfer-encoding", "upgrade"};
  const bool one_line = std::none_of(header.value.begin(), header.value.end(),
                                     [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  const auto name = lower(header.name);
  return one_line && is_token(name) && !name.starts_with("proxy-") &&
         std::find(framing.begin(), framing.end(), name) == framing.end();
}

bool is_method(std::string_view method) {
  static constexpr std::array<std::string_view, 5> methods = {"GET", "POST", "PUT", "PATCH",
                                                              "DELETE"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

void append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list.release();  // it is the head of the longer one, or was empty
  list.reset(longer);
}

HeaderList header_list(const OutboundRequest& request) {
  HeaderList list(nullptr, curl_slist_free_all);
  bool typed = false;
  bool agent = false;
  for (const auto& header : request.headers) {
    typed = typed || lower(header.name) == "content-type";
    agent = agent || lower(header.name) == "user-agent";
    // With nothing behind the colon curl would leave the header out; the semicolon sends it empty.
    append(list, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  append(list, "Expect:");                    // none: it costs a round trip, or a second of waiting
  if (!typed) append(list, "Content-Type:");  // none, instead of a form's
  if (!agent) append(list, "User-Agent: Sealflow");
  return list;
}

/// What the callbacks of one transfer share.
struct Transfer {
  const OutboundSettings& settings;
  const OutboundRequest& request;
  bool plain = false;  ///< http://
  bool blocked = false;
  bool too_large = false;
  std::size_t header_bytes = 0;
  OutboundReply reply{};
};

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET)
    bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  if (address->sa_family == AF_INET6)
    bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (bytes == nullptr) return "";
  return inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr ? ""
                                                                                   : text.data();
}

/// curl connects to the very address that it shows here.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (!may_connect(transfer.settings, &address->addr, transfer.plain)) {
    transfer.blocked = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.reply.body.size() + size > transfer.request.max_reply_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.reply.body.append(bytes, size);
  return size;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  transfer.header_bytes += size;
  if (transfer.header_bytes > max_reply_header_bytes) {
    transfer.too_large = true;
    return 0;
  }
  std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) transfer.reply.headers.clear();  // of an interim answer (1xx)
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string_view value = line.substr(colon + 1);
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!value.empty() && space(value.front())) value.remove_prefix(1);
  while (!value.empty() && space(value.back())) value.remove_suffix(1);
  transfer.reply.headers.push_back({lower(line.substr(0, colon)), std::string(value)});
  return size;
}

OutboundFailure failure_of(CURLcode code, const Transfer& transfer) {
  if (transfer.too_large) return OutboundFailure::too_large;
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return OutboundFailure::bad_url;
    case CURLE_COULDNT_RESOLVE_HOST:
      return OutboundFailure::dns;
    case CURLE_COULDNT_CONNECT:
      return transfer.blocked ? OutboundFailure::blocked_address : OutboundFailure::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return OutboundFailure::timeout;
    case CURLE_FILESIZE_EXCEEDED:
      return OutboundFailure::too_large;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_ENGINE_INITFAILED:
      return OutboundFailure::tls;
    default:
      return OutboundFailure::protocol;
  }
}

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  // An option that is not taken, perhaps one of those that protect, must not pass unnoticed.
  if (curl_easy_setopt(handle, option, value) != CURLE_OK)
    throw std::runtime_error("libcurl does not take an option");
}

void set_limits(CURL* handle, const OutboundRequest& request) {
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  set(handle, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(request.timeout_ms, longest_connect_ms)));
  set(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_reply_bytes));
  set(handle, CURLOPT_NOSIGNAL, 1L);  // there are other threads
  set(handle, CURLOPT_FRESH_CONNECT, request.repeatable ? 0L : 1L);
}

void set_protection(CURL* handle, Transfer& transfer) {
  set(handle, CURLOPT_PROTOCOLS_STR, transfer.plain ? "http" : "https");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_PROXY, "");  // also none of the environment
  set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(handle, CURLOPT_HTTP09_ALLOWED, 0L);
  set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!transfer.settings.ca_file.empty())
    set(handle, CURLOPT_CAINFO, transfer.settings.ca_file.c_str());
  set(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(handle, CURLOPT_OPENSOCKETDATA, &transfer);
}

void set_request(CURL* handle, Transfer& transfer, CURLU* url, curl_slist* headers) {
  const auto& request = transfer.request;
  set(handle, CURLOPT_CURLU, url);
  set(handle, CURLOPT_HTTPHEADER, headers);
  if (request.method != "GET" || !request.body.empty()) {
    set(handle, CURLOPT_POSTFIELDS, request.body.data());
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(handle, CURLOPT_WRITEFUNCTION, &take_body);
  set(handle, CURLOPT_WRITEDATA, &transfer);
  set(handle, CURLOPT_HEADERFUNCTION, &take_header);
  set(handle, CURLOPT_HEADERDATA, &transfer);
}

/// Only a test says where a host is; a server asks the system.
HeaderList resolved(const OutboundSettings& settings, CURLU* url) {
  HeaderList list(nullptr, curl_slist_free_all);
  if (!settings.resolve) return list;
  char* port = nullptr;
  if (curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK) return list;
  const std::string host = url_part(url, CURLUPART_HOST);
  append(list, host + ":" + port + ":" + settings.resolve(host));
  curl_free(port);
  return list;
}

}  // namespace

/// Handles that are not in use, each with the connections it keeps open.
class OutboundClient::Pool {
 public:
  ~Pool() {
    for (CURL* handle : idle_) curl_easy_cleanup(handle);
  }

  class Lent {
   public:
    explicit Lent(Pool& pool) : pool_(pool), handle(pool.take()) {}
    ~Lent() { pool_.give_back(handle); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

   private:
    Pool& pool_;

   public:
    CURL* const handle;
  };

 private:
  static constexpr std::size_t most_idle = 16;

  CURL* take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        CURL* handle = idle_.back();
        idle_.pop_back();
        return handle;
      }
    }
    CURL* handle = curl_easy_init();
    if (handle == nullptr) throw std::bad_alloc();
    return handle;
  }

  void give_back(CURL* handle) {
    curl_easy_reset(handle);  // forgets the request; connections stay
    const std::lock_guard lock(mutex_);
    if (idle_.size() < most_idle) {
      idle_.push_back(handle);
    } else {
      curl_easy_cleanup(handle);
    }
  }

  std::mutex mutex_;
  std::vector<CURL*> idle_;
};

bool may_connect(const OutboundSettings& settings, const sockaddr* address, bool plain) {
  const auto text = address_text(address);
  if (address_in(text, settings.allow)) return true;
  return !plain && is_public_address(text);
}

std::string_view outbound_failure_name(OutboundFailure failure) {
  switch (failure) {
    case OutboundFailure::bad_request:
      return "bad_request";
    case OutboundFailure::bad_url:
      return "bad_url";
    case OutboundFailure::blocked_address:
      return "blocked_address";
    case OutboundFailure::dns:
      return "dns";
    case OutboundFailure::connect:
      return "connect";
    case OutboundFailure::tls:
      return "tls";
    case OutboundFailure::timeout:
      return "timeout";
    case OutboundFailure::too_large:
      return "too_large";
    case OutboundFailure::redirect:
      return "redirect";
    case OutboundFailure::protocol:
      return "protocol";
  }
  return "protocol";
}

std::string_view OutboundReply::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& header) { return header.name == name; });
  return found == headers.end() ? std::string_view() : found->value;
}

OutboundClient::OutboundClient(OutboundSettings settings)
    : settings_(std::move(settings)), pool_(std::make_unique<Pool>()) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error("libcurl does not start");
  // Told at the start; curl itself would only say so with each call.
  if (!settings_.ca_file.empty() && !std::ifstream(settings_.ca_file))
    throw std::runtime_error("cannot read the file " + settings_.ca_file);
}

OutboundClient::~OutboundClient() = default;

OutboundAnswer OutboundClient::send(const OutboundRequest& request) {
  OutboundAnswer answer;
  const auto parsed = parse_outbound_url(request.url, request.sandbox);
  if (!parsed.problem.empty()) {
    answer.failure = OutboundFailure::bad_url;
    return answer;
  }
  if (!is_method(request.method) || request.timeout_ms <= 0 ||
      !std::all_of(request.headers.begin(), request.headers.end(), is_sendable)) {
    answer.failure = OutboundFailure::bad_request;
    return answer;
  }
  Transfer transfer{.settings = settings_, .request = request, .plain = parsed.scheme == "http"};
  const auto headers = header_list(request);
  const auto hosts = resolved(settings_, parsed.url.get());
  const Pool::Lent lent(*pool_);
  set_limits(lent.handle, request);
  set_protection(lent.handle, transfer);
  set_request(lent.handle, transfer, parsed.url.get(), headers.get());
  if (hosts) set(lent.handle, CURLOPT_RESOLVE, hosts.get());

  const CURLcode code = curl_easy_perform(lent.handle);
  long status = 0;
  long sent = 0;
  curl_easy_getinfo(lent.handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(lent.handle, CURLINFO_REQUEST_SIZE, &sent);
  answer.status = static_cast<int>(status);
  answer.may_have_arrived = sent > 0;
  if (code != CURLE_OK) {
    answer.failure = failure_of(code, transfer);
  } else if (status >= 300 && status < 400) {
    answer.failure = OutboundFailure::redirect;
  } else {
    transfer.reply.status = answer.status;
    answer.reply = std::move(transfer.reply);
  }
  return answer;
}

}  // namespace sealflow::server
