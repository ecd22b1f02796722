// Calls outwards: what is refused, and that nothing of what is refused arrives anywhere.
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdlib>

#include "loopback.hpp"
#include "server/outbound/client.hpp"
#include "server/outbound/public_address.hpp"

using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

const std::vector<std::string> loopback = {"127.0.0.0/8", "::1"};

Loopback::Reply always(std::string text) {
  return [text = std::move(text)](int) { return text; };
}

OutboundRequest get(std::string url) {
  OutboundRequest request;
  request.url = std::move(url);
  request.sandbox = true;
  request.timeout_ms = 5'000;
  return request;
}

std::string failure(const OutboundAnswer& answer) {
  return answer ? "none" : std::string(outbound_failure_name(answer.failure));
}

}  // namespace

TEST_CASE("outbound: addresses of the public Internet, and all others") {
  for (const auto* address :
       {"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
        "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
        "2001:4860:4860::8888", "2a00::1"}) {
    INFO(address);
    CHECK(is_public_address(address));
  }
  for (const auto* address :
       {"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        // IPv6: unspecified, loopback, compatible, mapped, NAT64, discard, Teredo, documentation,
        // 6to4, unique-local, link-local, site-local, multicast
        "::", "::1", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:20::1", "2001:db8::1",
        "2002:808:808::1", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
        // no addresses
        "", "localhost", "8.8.8", "8.8.8.8.8", "08.8.8.8", "0x8080808", "2606:4700::1111%eth0"}) {
    INFO(address);
    CHECK_FALSE(is_public_address(address));
  }
}

TEST_CASE("outbound: no spelling of a private address is called, unless the operator allows it") {
  Loopback server(always(Loopback::ok()));
  OutboundClient closed({});
  OutboundClient open({.allow = loopback, .ca_file = "", .resolve = {}});
  std::vector<std::string> hosts = {"127.0.0.1",  "127.1",      "127.0.1",    "2130706433",
                                    "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
                                    "127.0.0.1.", "localhost",  "①②⑦.⓪.⓪.①"};
  if (server.has_v6) hosts.insert(hosts.end(), {"[::1]", "[0:0:0:0:0:0:0:1]"});
  for (const auto& host : hosts) {
    INFO(host);
    const int before = server.opened;
    const auto refused = failure(closed.send(get(server.url(host))));
    // What curl takes for no host at all is as good: nothing is called.
    CHECK((refused == "blocked_address" || refused == "bad_url" || refused == "dns"));
    CHECK(failure(closed.send(get(server.url(host, "https")))) == refused);
    CHECK(server.opened == before);
    // The control: each of those that curl can read does reach the machine once that is allowed.
    if (refused == "blocked_address") {
      CHECK(failure(open.send(get(server.url(host)))) == "none");
      CHECK(server.opened == before + 1);
    }
  }
  for (const auto* host : {"[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[::]",
                           "[fe80::1%25lo]", "0.0.0.0", "0"}) {
    INFO(host);
    const auto answer = closed.send(get(server.url(host)));
    CHECK(failure(answer) == "blocked_address");
    CHECK_FALSE(answer.may_have_arrived);
  }
  // What is allowed is that, and not what stands beside it.
  OutboundClient one({.allow = {"127.0.0.1"}, .ca_file = "", .resolve = {}});
  CHECK(failure(one.send(get(server.url("127.0.0.1")))) == "none");
  CHECK(failure(one.send(get(server.url("127.0.0.2")))) == "blocked_address");
}

TEST_CASE("outbound: a name server that changes its mind is not believed") {
  Loopback server(always(Loopback::ok()));
  std::string now_at = "127.0.0.1";
  const auto resolve = [&](const std::string&) { return now_at; };
  OutboundClient client({.allow = {"127.0.0.1"}, .ca_file = "", .resolve = resolve});
  const auto request = get(server.url("rebind.example"));
  CHECK(failure(client.send(request)) == "none");
  now_at = "127.0.0.2";
  CHECK(failure(client.send(request)) == "blocked_address");
  CHECK(server.opened == 1);
  // The control: it is the address that makes the difference.
  OutboundClient control({.allow = loopback, .ca_file = "", .resolve = resolve});
  CHECK(failure(control.send(request)) == "none");
  // A public address is not called without TLS, wherever the name points.
  now_at = "8.8.8.8";
  CHECK(failure(control.send(request)) == "blocked_address");
}

TEST_CASE("outbound: URLs and headers that are refused before anything is opened") {
  Loopback server(always(Loopback::ok()));
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  const std::string at = "127.0.0.1:" + std::to_string(server.port);
  const std::vector<std::string> urls = {"",
                                         "/path",
                                         at,
                                         "ftp://" + at,
                                         "file:///etc/passwd",
                                         "gopher://" + at,
                                         "http://user@" + at,
                                         "http://user:word@" + at,
                                         "http://" + at + "/ x",
                                         "http://" + at + "/\r\nX: 1",
                                         "http://",
                                         "http://" + at + "/" + std::string(5000, 'a')};
  for (const auto& url : urls) {
    INFO(url);
    CHECK(failure(client.send(get(url))) == "bad_url");
    CHECK_FALSE(check_outbound_url(url, true));
  }
  auto live = get(server.url("127.0.0.1"));
  live.sandbox = false;
  CHECK(failure(client.send(live)) == "bad_url");
  CHECK_FALSE(check_outbound_url(live.url, false));
  CHECK(check_outbound_url(live.url, true));
  CHECK(check_outbound_url("https://example.org/hook?a=b", false));

  for (const Header& header :
       {Header{"x-a", "1\r\nx-b: 2"}, Header{"x-a", std::string("1\0", 2)}, Header{"x a", "1"},
        Header{"", "1"}, Header{"Host", "other"}, Header{"content-length", "0"},
        Header{"Transfer-Encoding", "chunked"}, Header{"Proxy-Authorization", "Basic eA=="}}) {
    auto request = get(server.url("127.0.0.1"));
    request.headers = {header};
    INFO(header.name);
    CHECK(failure(client.send(request)) == "bad_request");
  }
  auto request = get(server.url("127.0.0.1"));
  request.method = "CONNECT";
  CHECK(failure(client.send(request)) == "bad_request");
  CHECK(server.opened == 0);
}

TEST_CASE("outbound: what is sent arrives, and the reply comes back, as they are") {
  Loopback server([](int) {
    return "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 422 No\r\nX-Thing:  a b \r\n"
           "Content-Length: 3\r\n\r\n" +
           std::string("\0\xFF\n", 3);
  });
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  OutboundRequest request = get(server.url("127.0.0.1"));
  request.method = "PATCH";
  request.headers = {{"content-type", "application/json"}, {"x-empty", ""}};
  request.body = std::string("{\"a\":\0}", 7);
  const auto answer = client.send(request);
  REQUIRE(answer);
  CHECK(answer.reply->status == 422);
  CHECK(answer.reply->header("x-thing") == "a b");
  CHECK(answer.reply->header("x-early").empty());
  CHECK(answer.reply->body == std::string("\0\xFF\n", 3));
  const auto seen = server.seen().at(0);
  CHECK(seen.starts_with("PATCH / HTTP/1.1\r\n"));
  CHECK(seen.ends_with("\r\n\r\n" + request.body));
  CHECK(seen.find("x-empty:\r\n") != std::string::npos);
  CHECK(seen.find("Expect") == std::string::npos);
}

TEST_CASE("outbound: a redirect is not followed") {
  Loopback server(always("HTTP/1.1 302 Found\r\nLocation: /secret\r\nContent-Length: 0\r\n\r\n"));
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  const auto answer = client.send(get(server.url("127.0.0.1")));
  CHECK(failure(answer) == "redirect");
  CHECK(answer.status == 302);
  CHECK(answer.may_have_arrived);
  CHECK(server.requests == 1);
}

TEST_CASE("outbound: a reply may be as large as was said and no larger") {
  const std::string big(1001, 'x');
  const std::string head = "HTTP/1.1 200 OK\r\n";
  std::string headers;
  for (int i = 0; i < 100; ++i)
    headers += "X-" + std::to_string(i) + ": " + std::string(500, 'h') + "\r\n";
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  for (const auto& text :
       {Loopback::ok(big), head + "Connection: close\r\n\r\n" + big,
        head + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + big + "\r\n0\r\n\r\n",
        head + headers + "Content-Length: 0\r\n\r\n"}) {
    Loopback server([&](int) { return text; });
    auto request = get(server.url("127.0.0.1"));
    request.max_reply_bytes = 1000;
    CHECK(failure(client.send(request)) == "too_large");
  }
  Loopback server(always(Loopback::ok(big)));
  auto request = get(server.url("127.0.0.1"));
  request.max_reply_bytes = 1001;
  CHECK(failure(client.send(request)) == "none");
}

TEST_CASE("outbound: nobody is waited for longer than was said") {
  using namespace std::chrono;
  Loopback server([](int) {
    std::this_thread::sleep_for(seconds(2));
    return Loopback::ok();
  });
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  auto request = get(server.url("127.0.0.1"));
  request.timeout_ms = 300;
  const auto began = steady_clock::now();
  const auto answer = client.send(request);
  CHECK(failure(answer) == "timeout");
  CHECK(answer.may_have_arrived);
  CHECK(steady_clock::now() - began < milliseconds(1900));
}

TEST_CASE("outbound: nobody there, and what is no HTTP") {
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  std::string gone;
  {
    Loopback server(always("SSH-2.0-OpenSSH_9.2\r\n"));
    CHECK(failure(client.send(get(server.url("127.0.0.1")))) == "protocol");
    gone = server.url("127.0.0.1");
    auto tls = get(server.url("127.0.0.1", "https"));
    CHECK(failure(client.send(tls)) != "none");
  }
  const auto answer = client.send(get(gone));
  CHECK(failure(answer) == "connect");
  CHECK_FALSE(answer.may_have_arrived);
}

TEST_CASE("outbound: a call that must not be repeated is sent once, whatever becomes of it") {
  // The second request on a connection is dropped without a word, as by a server that has
  // restarted.
  const auto drops_second = [](int nth) {
    return nth == 2 ? std::nullopt : std::optional(Loopback::ok());
  };
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  {
    Loopback server(drops_second);
    auto request = get(server.url("127.0.0.1"));
    request.method = "POST";
    CHECK(failure(client.send(request)) == "none");
    const auto second = client.send(request);
    CHECK(failure(second) == "protocol");
    CHECK(second.may_have_arrived);
    CHECK(server.requests == 2);
  }
  Loopback server(drops_second);
  auto request = get(server.url("127.0.0.1"));
  request.method = "POST";
  request.repeatable = true;
  CHECK(failure(client.send(request)) == "none");
  // The control: on the connection that was kept, curl sends it again by itself.
  CHECK(failure(client.send(request)) == "none");
  CHECK(server.requests == 3);
  CHECK(server.opened == 2);
}

TEST_CASE("outbound: a proxy of the environment is not used") {
  Loopback proxy(always(Loopback::ok("proxy")));
  Loopback server(always(Loopback::ok("server")));
  for (const auto* name : {"http_proxy", "ALL_PROXY"})
    ::setenv(name, proxy.url("127.0.0.1").c_str(), 1);
  OutboundClient client({.allow = loopback, .ca_file = "", .resolve = {}});
  const auto answer = client.send(get(server.url("127.0.0.1")));
  for (const auto* name : {"http_proxy", "ALL_PROXY"}) ::unsetenv(name);
  REQUIRE(answer);
  CHECK(answer.reply->body == "server");
  CHECK(proxy.opened == 0);
}
