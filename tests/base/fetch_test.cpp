#include "base/fetch.h"
#include "support/catch.h"

using namespace leastscope;

TEST_CASE("addresses are told from paths", "[fetch]") {
  CHECK(is_address("https://app.example.com/atlassian-connect.json"));
  CHECK(is_address("HTTPS://app.example.com"));
  CHECK(is_address("http://app.example.com"));
  CHECK_FALSE(is_address("https/app"));
  CHECK_FALSE(is_address("./https://x"));
  CHECK_FALSE(is_address("HEAD:app"));
  CHECK_FALSE(is_address(""));
}

TEST_CASE("the name of an address never holds its query", "[fetch]") {
  const auto name = address_name("https://app.example.com/addon/atlassian-connect.json?token=a/b#c");
  CHECK(name.folder == "https://app.example.com/addon");
  CHECK(name.file == "atlassian-connect.json");
  CHECK(address_name("https://app.example.com/addon/").file.empty());
  CHECK(address_name("https://app.example.com/addon/").folder == "https://app.example.com/addon");
  CHECK(address_name("https://app.example.com").folder == "https://app.example.com");
  CHECK(address_name("https://app.example.com").file.empty());
}

TEST_CASE("what cannot be asked for is refused before any library is looked for", "[fetch]") {
  FetchOptions options;
  options.libraries = {"libleastscope-is-not-there.so.1"};
  auto plain = fetch("http://app.example.com/x.json", options);
  REQUIRE_FALSE(static_cast<bool>(plain));
  CHECK(plain.problem().kind == "bad-url");
  auto secret = fetch("https://me:word@app.example.com/x.json", options);
  REQUIRE_FALSE(static_cast<bool>(secret));
  CHECK(secret.problem().kind == "bad-url");
  CHECK(secret.problem().message.find("word@") == std::string::npos);
}

TEST_CASE("without libcurl the message names the package", "[fetch]") {
  FetchOptions options;
  options.libraries = {"libleastscope-is-not-there.so.1", "libc.so.6"};  // the second is there and has none of it
  auto text = fetch("https://app.example.com/x.json?token=abc", options);
  REQUIRE_FALSE(static_cast<bool>(text));
  CHECK(text.problem().kind == "unreachable-url");
  for (const char* part : {"libcurl4", "libleastscope-is-not-there.so.1", "https://app.example.com/x.json"})
    CHECK(text.problem().message.find(part) != std::string::npos);
  CHECK(text.problem().message.find("abc") == std::string::npos);
}
