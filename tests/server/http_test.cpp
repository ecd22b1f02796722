// The small parts of HTTP: routes, addresses, origins, files.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "fixture.hpp"
#include "server/handlers/handlers.hpp"
#include "server/http/address.hpp"
#include "server/http/origin.hpp"
#include "server/http/static_files.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("routes match whole paths") {
  const auto match = [](std::string_view method, std::string_view path) {
    return match_route(routes(), method, path);
  };
  CHECK(match("POST", "/v1/sessions/DS0x/launch").parameters.at("handshake") == "DS0x");
  CHECK(match("GET", "/healthz").route != nullptr);
  CHECK(match("HEAD", "/healthz").route != nullptr);
  for (const auto* path :
       {"/", "", "/healthz/", "/healthz/x", "/v1/sessions//launch", "/v1/sessions/launch",
        "/v1/sessions/a/b/launch", "v1/sessions/a/launch", "/V1/sessions/a/launch"}) {
    CHECK(match("POST", path).sibling == nullptr);
  }
  const auto wrong = match("DELETE", "/v1/sessions/a/launch");
  CHECK(wrong.route == nullptr);
  CHECK(wrong.allowed == std::vector<std::string_view>{"POST"});
}

TEST_CASE("addresses") {
  const std::vector<std::string> rules = {"203.0.113.7", "10.0.0.0/8", "192.168.4.0/22",
                                          "2001:db8::/33"};
  for (const auto* in :
       {"203.0.113.7", "10.255.0.1", "192.168.7.255", "2001:db8:7fff::1", "::ffff:10.1.2.3"}) {
    CHECK(address_in(in, rules));
  }
  for (const auto* out :
       {"203.0.113.8", "11.0.0.0", "192.168.8.0", "2001:db8:8000::1", "", "10.0.0", "::10.0.0.1"}) {
    CHECK_FALSE(address_in(out, rules));
  }
  CHECK_FALSE(address_in("10.0.0.1", {}));
  for (const auto* rule :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "a", "", "::/129"}) {
    CHECK_FALSE(is_address_rule(rule));
  }
}

TEST_CASE("the caller behind a proxy") {
  const std::vector<std::string> proxies = {"10.0.0.0/8"};
  CHECK(caller_address("203.0.113.7", "198.51.100.1", proxies) == "203.0.113.7");
  CHECK(caller_address("10.0.0.1", "198.51.100.1", proxies) == "198.51.100.1");
  CHECK(caller_address("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", proxies) == "198.51.100.1");
  CHECK(caller_address("10.0.0.1", "", proxies) == "10.0.0.1");
  CHECK(caller_address("10.0.0.1", "1.1.1.1, 198.51.100.1,10.0.0.3 , 10.0.0.2", proxies) ==
        "198.51.100.1");
  CHECK(caller_address("10.0.0.1", "10.0.0.3, 10.0.0.2", proxies) == "10.0.0.3");
  CHECK(caller_address("::ffff:10.0.0.1", "::ffff:198.51.100.1", proxies) == "::ffff:198.51.100.1");
  CHECK(caller_address("2001:db8::1", "198.51.100.1", {"2001:db8::/64"}) == "198.51.100.1");
  // Some proxies add the port.
  CHECK(caller_address("10.0.0.1", "198.51.100.1:4711", proxies) == "198.51.100.1");
  CHECK(caller_address("10.0.0.1", "[2001:db8::2]:4711", proxies) == "2001:db8::2");
  CHECK(caller_address("10.0.0.1", "[2001:db8::2]", proxies) == "2001:db8::2");
  CHECK(caller_address("10.0.0.1", "2001:db8::2", proxies) == "2001:db8::2");
  CHECK(caller_address("10.0.0.1", "198.51.100.1:4711, 10.0.0.2:80", proxies) == "198.51.100.1");
  // Not the proxy itself, which a list may well have.
  for (const auto* bad : {"1.1.1.1, nonsense", "unknown", ",", "198.51.100.1:", "198.51.100.1:x",
                          "198.51.100.1:4711:1", "198.51.100.1:-1", "198.51.100.1:123456",
                          "[198.51.100.1]:1", "[2001:db8::2", "[2001:db8::2]x", "[2001:db8::2]:",
                          "2001:db8::2]", "[]:1", ":1", "_hidden", "\"198.51.100.1\""}) {
    CHECK(caller_address("10.0.0.1", bad, proxies).empty());
  }
}

TEST_CASE("a target may name the server, as it does for a proxy") {
  const auto path_and_query = [](std::string_view target) {
    Request request;
    request.set_target(target);
    return request.path + "?" + request.query;
  };
  CHECK(path_and_query("/healthz?a=b") == "/healthz?a=b");
  CHECK(path_and_query("http://x/healthz?a=b") == "/healthz?a=b");
  CHECK(path_and_query("HTTPS://x:8443/v1/%61?a=http://y/z") == "/v1/a?a=http://y/z");
  CHECK(path_and_query("http://x") == "/?");
  CHECK(path_and_query("http://x?a=b") == "/?a=b");
  CHECK(path_and_query("/http://x/healthz") == "/http://x/healthz?");
  CHECK(path_and_query("ftp://x/healthz") == "ftp://x/healthz?");
  CHECK(path_and_query("*") == "*?");
}

TEST_CASE("a proxy may add a line of its own instead of a comma") {
  Request request;
  request.headers = {{"x-forwarded-for", "1.1.1.1"}, {"host", "x"}, {"x-forwarded-for", "2.2.2.2"}};
  CHECK(request.joined("x-forwarded-for") == "1.1.1.1,2.2.2.2");
  CHECK(request.header("x-forwarded-for").empty());
}

TEST_CASE("who shares a line") {
  CHECK(network_of("203.0.113.7") == network_of("::ffff:203.0.113.7"));
  CHECK(network_of("203.0.113.7") != network_of("203.0.113.8"));
  CHECK(network_of("2001:db8:0:1::1") == network_of("2001:db8:0:1:ffff::2"));
  CHECK(network_of("2001:db8:0:1::1") != network_of("2001:db8:0:2::1"));
  CHECK(network_of("unix").empty());
}

TEST_CASE("origins are exact") {
  for (const auto* good : {"https://a.example", "http://localhost:3000"}) CHECK(is_origin(good));
  for (const auto* bad :
       {"a.example", "https://", "https://a.example/", "https://a.example?x", "https://A.example",
        "https://u@a.example", "file://x", "null", "https://*.example"}) {
    CHECK_FALSE(is_origin(bad));
  }
}

TEST_CASE("percent encoding") {
  CHECK(percent_decode("/a%20b") == "/a b");
  for (const auto* bad : {"%", "%2", "%zz", "%00"}) CHECK_FALSE(percent_decode(bad));
}

TEST_CASE("public files: below the folder, of known types, and nothing else") {
  const Folder folder;
  std::filesystem::create_directories(folder.file("web/sub"));
  const auto put = [&](const char* name) { std::ofstream(folder.file(name)) << name; };
  for (const auto* name : {"secret.js", "web/flowx.js", "web/core.wasm", "web/sub/a.css",
                           "web/notes.md", "web/chunk-1A2B3C4D.js"}) {
    put(name);
  }
  std::filesystem::create_symlink(folder.file("secret.js"), folder.file("web/link.js"));
  std::filesystem::create_symlink(folder.file("web/flowx.js"), folder.file("web/inside.js"));
  const StaticFiles files(folder.file("web"));
  const auto get = [&](std::string path, std::string method = "GET") {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    return files.serve(request);
  };
  REQUIRE(get("/flowx.js"));
  const auto script = *get("/flowx.js");
  CHECK(script.header("content-type") == "text/javascript; charset=utf-8");
  CHECK(script.header("access-control-allow-origin") == "*");
  CHECK(script.header("cross-origin-resource-policy") == "cross-origin");
  CHECK(script.header("cache-control") == "no-cache");
  CHECK(get("/core.wasm")->header("content-type") == "application/wasm");
  CHECK(get("/chunk-1A2B3C4D.js")->header("cache-control").ends_with("immutable"));
  CHECK(get("/sub/a.css"));
  CHECK(get("/inside.js"));
  CHECK(get("/flowx.js", "HEAD"));
  for (const auto* path : {"/", "/sub", "/../secret.js", "/sub/../../secret.js", "/link.js",
                           "/notes.md", "/nothing.js", "//secret.js", "/..\\secret.js"}) {
    INFO(path);
    CHECK_FALSE(get(path));
  }
  CHECK_FALSE(get("/flowx.js", "POST"));
  Request request;
  request.method = "GET";
  request.path = "/flowx.js";
  request.headers = {{"if-none-match", std::string(script.header("etag"))}};
  CHECK(files.serve(request)->status == 304);
  CHECK_THROWS(StaticFiles(folder.file("nowhere")));
}

TEST_CASE("preflights are answered with exactly the page's origin") {
  Server server;
  const std::string path = "/v1/sessions/" + server.handshake() + "/commands";
  const auto allowed = server.send("OPTIONS", path, {{"origin", std::string(page_origin)}});
  CHECK(allowed.status() == 204);
  CHECK(allowed.response.header("access-control-allow-origin") == page_origin);
  CHECK(allowed.response.header("access-control-allow-methods") == "POST");
  CHECK(allowed.response.header("vary") == "Origin");
  const auto refused = server.send("OPTIONS", path, {{"origin", "https://evil.example"}});
  CHECK(refused.status() == 403);
  CHECK(refused.response.header("access-control-allow-origin").empty());
  // A page learns that a handshake is unknown only if it belongs to some app.
  const std::string unknown = "/v1/sessions/DS0" + std::string(22, 'x') + "/launch";
  CHECK(server.send("OPTIONS", unknown, {{"origin", std::string(page_origin)}}).status() == 204);
  CHECK(server.send("OPTIONS", unknown, {{"origin", "https://evil.example"}}).status() == 403);
}
