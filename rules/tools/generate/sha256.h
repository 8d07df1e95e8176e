// SHA-256 (FIPS 180-4), for the provenance table.
#pragma once
#include <string>
#include <string_view>

namespace leastscope::generate {

/// The digest in lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace leastscope::generate
