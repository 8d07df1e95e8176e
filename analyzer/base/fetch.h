// One document from the network, when the user names its address: the only place that opens a connection.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"

namespace leastscope {

struct FetchOptions {
  std::string ca_file;        ///< certificates (PEM) to trust instead of the system's; "" = the system's
  unsigned seconds = 20;      ///< for everything, from the name's address to the last byte; 0 counts as 1
  uint64_t bytes = 4u << 20;  ///< of the document; no platform accepts a descriptor anywhere near this
  unsigned redirects = 5;
  /// What the library is called, in the order in which it is looked for.
  std::vector<std::string> libraries = {"libcurl.so.4", "libcurl-gnutls.so.4"};
};

/// Whether a PATH is meant as an address: "https://…", and also "http://…", so that it can be refused in words.
bool is_address(std::string_view path);

/// The document at an https:// address. Redirects are followed, to https:// only. Fails with the kinds `bad-url` (what
/// the user wrote cannot be asked for) and `unreachable-url` (everything that happened on the way).
Result<std::string> fetch(const std::string& url, const FetchOptions& options);

/// The parts of an address by which a report names the document: never its query, which may hold a secret.
struct AddressName {
  std::string folder;  ///< "https://app.example.com/addon"
  std::string file;    ///< "atlassian-connect.json"; empty when the path ends with "/"
};
AddressName address_name(std::string_view url);

}  // namespace leastscope
