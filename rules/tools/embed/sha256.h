// SHA-256 (FIPS 180-4), so that facts can be named exactly without another dependency.
#pragma once
#include <string>
#include <string_view>

namespace leastscope::embed {

/// The digest in lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace leastscope::embed
