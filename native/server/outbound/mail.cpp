#include "server/outbound/mail.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>
#include <stdexcept>

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/http/address.hpp"
#include "server/outbound/public_address.hpp"

namespace sealflow::server {
namespace {

constexpr long longest_ms = 15'000;
constexpr std::size_t line_of_base64 = 76;

/// One line of printable characters: what is put into a header must not begin another one.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

/// The form that curl hands to MAIL FROM and RCPT TO unquoted.
bool is_plain_address(std::string_view text) {
  return is_one_line(text) && text.find('@') != std::string_view::npos &&
         text.find_first_of("<> ,;\"") == std::string_view::npos;
}

/// RFC 2047.
std::string encoded_word(const std::string& text) { return "=?UTF-8?B?" + base64(text) + "?="; }

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[40];
  const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text, size};
}

std::string message_of(const MailRelay& relay, const Mail& mail) {
  const std::string domain = relay.from.substr(relay.from.find('@') + 1);
  std::string message =
      "From: <" + relay.from + ">\r\nTo: <" + mail.to +
      ">\r\nSubject: " + encoded_word(mail.subject) + "\r\nDate: " + date_now() +
      "\r\nMessage-ID: <" + sha256_hex(mail.id) + "@" + domain +
      ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n";
  const std::string body = base64(mail.text);
  for (std::size_t at = 0; at < body.size(); at += line_of_base64)
    message += body.substr(at, line_of_base64) + "\r\n";
  return message;
}

struct Transfer {
  const OutboundSettings& settings;
  bool plain = false;
  std::string message;
  std::size_t sent = 0;
};

std::size_t give(char* to, std::size_t, std::size_t room, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  const std::size_t size = std::min(room, transfer.message.size() - transfer.sent);
  std::memcpy(to, transfer.message.data() + transfer.sent, size);
  transfer.sent += size;
  return size;
}

std::size_t drop(char*, std::size_t, std::size_t size, void*) { return size; }

curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  const auto& transfer = *static_cast<Transfer*>(context);
  const bool allowed = may_connect(transfer.settings, &address->addr, transfer.plain);
  return allowed ? ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol)
                 : CURL_SOCKET_BAD;
}

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK)
    throw std::runtime_error("libcurl does not take an option");
}

}  // namespace

MailOutcome send_mail(const OutboundSettings& settings, const MailRelay& relay, const Mail& mail) {
  if (!is_plain_address(relay.from) || !is_plain_address(mail.to) || !is_one_line(mail.subject))
    return MailOutcome::refused;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> receiver(
      curl_slist_append(nullptr, ("<" + mail.to + ">").c_str()), curl_slist_free_all);
  if (!handle || !receiver) throw std::bad_alloc();
  Transfer transfer{settings, relay.tls == MailTls::none, message_of(relay, mail)};
  const bool implicit = relay.tls == MailTls::implicit;
  const std::string url =
      (implicit ? "smtps://" : "smtp://") + relay.host + ":" + std::to_string(relay.port);
  const std::string from = "<" + relay.from + ">";

  CURL* curl = handle.get();
  set(curl, CURLOPT_URL, url.c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, implicit ? "smtps" : "smtp");
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_TIMEOUT_MS, longest_ms);
  set(curl, CURLOPT_USE_SSL, static_cast<long>(transfer.plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.ca_file.empty()) set(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
  set(curl, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(curl, CURLOPT_OPENSOCKETDATA, &transfer);
  if (!relay.user.empty()) {
    set(curl, CURLOPT_USERNAME, relay.user.c_str());
    set(curl, CURLOPT_PASSWORD, relay.password.c_str());
  }
  set(curl, CURLOPT_MAIL_FROM, from.c_str());
  set(curl, CURLOPT_MAIL_RCPT, receiver.get());
  set(curl, CURLOPT_UPLOAD, 1L);
  set(curl, CURLOPT_READFUNCTION, &give);
  set(curl, CURLOPT_READDATA, &transfer);
  set(curl, CURLOPT_WRITEFUNCTION, &drop);

  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) return MailOutcome::sent;
  long reply = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
  // curl's texts may repeat what the relay said, and with it the address.
  log::warn("mail_failed", {{"curl", static_cast<std::int64_t>(code)},
                            {"reply", static_cast<std::int64_t>(reply)}});
  return reply >= 500 && reply < 600 ? MailOutcome::refused : MailOutcome::failed;
}

}  // namespace sealflow::server
