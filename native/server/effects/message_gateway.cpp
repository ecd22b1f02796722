#include "server/effects/message_gateway.hpp"

#include <array>

#include "server/effects/http_call.hpp"
#include "server/effects/setting_reader.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t timeout_ms = 15'000;

/// Puts the message's parts where their names stand in braces. One pass: what was put in is not
/// looked at again.
std::string filled(const std::string& text, const Message& message) {
  const std::array<std::pair<std::string_view, const std::string*>, 4> parts = {
      {{"{to}", &message.to},
       {"{text}", &message.text},
       {"{code}", &message.code},
       {"{id}", &message.id}}};
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    bool found = false;
    for (const auto& [name, value] : parts) {
      if (text.compare(at, name.size(), name) != 0) continue;
      result += *value;
      at += name.size();
      found = true;
      break;
    }
    if (!found) result += text[at++];
  }
  return result;
}

Value filled(const Value& value, const Message& message) {
  if (value.is_string()) return filled(value.as_string(), message);
  if (value.is_array()) {
    Value list = Value::array();
    for (const Value& item : value.items()) list.push(filled(item, message));
    return list;
  }
  if (!value.is_object()) return value;
  Value object = Value::object();
  for (const auto& [name, member] : value.members()) object.set(name, filled(member, message));
  return object;
}

std::string form_of(const Value& body) {
  std::string form;
  for (const auto& [name, value] : body.members()) {
    if (!form.empty()) form += '&';
    form += percent_encoded(name) + "=" +
            percent_encoded(value.is_string() ? value.as_string() : stringify(value));
  }
  return form;
}

Result<HttpGateway> read_http(const Value& setting, const std::string& where) {
  SettingReader reader(setting, where);
  HttpGateway gateway;
  gateway.url = reader.text("url");
  gateway.method = reader.text("method", "POST");
  for (const auto& [name, value] : reader.member("headers").members()) {
    SettingReader header(value.is_object() ? value : Value::object(), where + "/headers/" + name);
    gateway.headers[name] =
        value.is_string() ? value.as_string() : header.text("prefix", "") + header.secret("secret");
    if (const auto read = header.done(); !read) return read.error();
  }
  gateway.form = reader.has("form");
  gateway.body = reader.member("body");
  if (gateway.form == reader.has("body"))
    reader.refuse("", "a gateway has either a \"body\" (JSON) or a \"form\"");
  if (gateway.form) gateway.body = reader.member("form");
  // A message without its code is worse than none: it looks as if it had worked.
  const std::string text = stringify(gateway.body);
  if (text.find("{text}") == std::string::npos && text.find("{code}") == std::string::npos)
    reader.refuse(gateway.form ? "form" : "body", "the message has neither {text} nor {code}");
  if (text.find("{to}") == std::string::npos)
    reader.refuse(gateway.form ? "form" : "body", "the message goes to nobody: {to} is missing");
  if (const auto url = check_outbound_url(gateway.url, false); !url)
    reader.refuse("url", url.error().message);
  if (const auto read = reader.done(); !read) return read.error();
  return gateway;
}

Result<MailRelay> read_mail(const Value& setting, const std::string& where) {
  SettingReader reader(setting, where);
  MailRelay relay;
  relay.host = reader.text("host");
  relay.port = static_cast<int>(reader.integer("port", 587, 65535));
  const std::string tls = reader.text("tls", "starttls");
  if (tls != "starttls" && tls != "implicit" && tls != "none")
    reader.refuse("tls", "\"tls\" is starttls, implicit or none");
  relay.tls = tls == "none"       ? MailTls::none
              : tls == "implicit" ? MailTls::implicit
                                  : MailTls::starttls;
  relay.from = reader.text("from");
  if (reader.has("user")) {
    relay.user = reader.text("user");
    relay.password = reader.secret("password");
    if (relay.tls == MailTls::none)
      reader.refuse("tls", "a password is not sent over a line that anybody can read");
  }
  if (const auto read = reader.done(); !read) return read.error();
  return relay;
}

Performed post(Services& services, const HttpGateway& gateway, const Message& message) {
  OutboundRequest request;
  request.method = gateway.method;
  request.url = gateway.url;
  for (const auto& [name, value] : gateway.headers) request.headers.push_back({name, value});
  const Value body = filled(gateway.body, message);
  request.headers.push_back(
      {"content-type", gateway.form ? "application/x-www-form-urlencoded" : "application/json"});
  request.body = gateway.form ? form_of(body) : stringify(body);
  request.timeout_ms = timeout_ms;
  const auto answer = services.outbound.send(request);
  if (!answer) {
    const std::string reason(outbound_failure_name(answer.failure));
    return may_pass(answer.failure) ? Performed::failed_for_now(reason) : Performed::failed(reason);
  }
  const int status = answer.reply->status;
  if (status >= 200 && status < 300) return Performed::done();
  return is_passing_trouble(status) ? Performed::failed_for_now("gateway_busy")
                                    : Performed::failed("gateway_refused");
}

}  // namespace

Result<MessageGateways> MessageGateways::read(const Value& setting) {
  MessageGateways gateways;
  if (setting.is_null()) return gateways;
  SettingReader reader(setting, "/gateways");
  gateways.text_ = reader.text("text", gateways.text_);
  gateways.subject_ = reader.text("subject", gateways.subject_);
  if (gateways.text_.find("{code}") == std::string::npos)
    reader.refuse("text", "the text has no {code}");
  if (reader.has("mobile")) {
    auto mobile = read_http(reader.member("mobile"), "/gateways/mobile");
    if (!mobile) return mobile.error();
    gateways.mobile_ = *std::move(mobile);
  }
  if (reader.has("email")) {
    auto email = read_mail(reader.member("email"), "/gateways/email");
    if (!email) return email.error();
    gateways.email_ = *std::move(email);
  }
  if (const auto read = reader.done(); !read) return read.error();
  return gateways;
}

Performed MessageGateways::send(Services& services, const std::string& channel,
                                Message message) const {
  message.text = filled(text_, message);
  if (channel == "mobile" && mobile_) return post(services, *mobile_, message);
  if (channel != "email" || !email_) return Performed::failed("no_gateway");
  const auto sent = send_mail(services.outbound.settings(), *email_,
                              {message.id, message.to, subject_, message.text});
  if (sent == MailOutcome::sent) return Performed::done();
  return sent == MailOutcome::refused ? Performed::failed("gateway_refused")
                                      : Performed::failed_for_now("gateway_busy");
}

}  // namespace sealflow::server
