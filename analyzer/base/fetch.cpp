// Nothing that leastscope does needs a network, except reading a descriptor by its address. So the program does not
// link a network library: it asks for libcurl when it meets an address, and tells which package has it when it is not
// there. That also keeps TLS, the trusted certificates, proxies and security updates where they belong, with the
// system.
//
// The handful of functions and numbers below are libcurl's stable interface (its version 4 has kept it since 2006).
// Declaring them here costs less than a build dependency of which only a header would be used.
#include "base/fetch.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/paths.h"

namespace leastscope {
namespace {

// Options (curl_easy_setopt), results (CURLcode) and protocols, by their numbers in curl.h.
enum Option : int {
  kWriteData = 10001,
  kUrl = 10002,
  kErrorBuffer = 10010,
  kUserAgent = 10018,
  kCaInfo = 10065,
  kProtocolsText = 10318,          // since 7.85
  kRedirectProtocolsText = 10319,  // since 7.85
  kWriteFunction = 20011,
  kSslVersion = 32,
  kFollowLocation = 52,
  kVerifyPeer = 64,
  kMaxRedirects = 68,
  kVerifyHost = 81,
  kMaxFileSize = 114,
  kTimeoutMs = 155,
  kProtocols = 181,
  kRedirectProtocols = 182,
};
enum Code : int {
  kOk = 0,
  kUnsupportedProtocol = 1,
  kMalformed = 3,
  kNoProxyAddress = 5,
  kNoAddress = 6,
  kNoConnection = 7,
  kWriteError = 23,
  kTimedOut = 28,
  kTlsFailed = 35,
  kTooManyRedirects = 47,
  kNotTrusted = 60,
  kTooLarge = 63,
  kBadCaFile = 77,
};
constexpr int kResponseCode = 0x200000 + 2;
constexpr long kHttps = 2, kTls12 = 6;
constexpr size_t kErrorSize = 256;

struct Curl {
  int (*global_init)(long) = nullptr;
  void* (*init)() = nullptr;
  int (*setopt)(void*, int, ...) = nullptr;
  int (*perform)(void*) = nullptr;
  int (*getinfo)(void*, int, ...) = nullptr;
  void (*cleanup)(void*) = nullptr;
  const char* (*strerror)(int) = nullptr;

  template <class F>
  static bool find(void* library, const char* name, F& function) {
    function = reinterpret_cast<F>(dlsym(library, name));
    return function != nullptr;
  }
  bool load(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      void* library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays: its own clean-up may run at exit
      if (library && find(library, "curl_global_init", global_init) && find(library, "curl_easy_init", init) &&
          find(library, "curl_easy_setopt", setopt) && find(library, "curl_easy_perform", perform) &&
          find(library, "curl_easy_getinfo", getinfo) && find(library, "curl_easy_cleanup", cleanup) &&
          find(library, "curl_easy_strerror", strerror))
        return global_init(3) == kOk;  // 3: everything
    }
    return false;
  }
};

struct Sink {
  std::string text;
  uint64_t limit = 0;
  bool over = false;
};

/// Takes a part of the answer; a number other than the part's size ends the transfer.
size_t take(char* part, size_t size, size_t count, void* to) {
  auto& sink = *static_cast<Sink*>(to);
  const size_t bytes = size * count;
  sink.over = sink.over || sink.text.size() + bytes > sink.limit;
  if (sink.over) return bytes == 0 ? 1 : 0;
  sink.text.append(part, bytes);
  return bytes;
}

Problem bad(std::string message) { return {"bad-url", std::move(message), {}}; }
Problem failed(std::string message) { return {"unreachable-url", std::move(message), {}}; }

/// The address as messages show it.
std::string shown(std::string_view url) { return std::string(url.substr(0, url.find_first_of("?#"))); }

Problem too_large(const std::string& url, uint64_t limit) {
  return failed(fmt::format(
      "{} answers with more than {} bytes, more than any platform accepts as a descriptor. Check that it is "
      "the right address.",
      shown(url), limit));
}

/// What went wrong, and what to do about it. `status`: the HTTP status of the last answer, 0 when there was none.
Problem transfer_problem(const std::string& url, const FetchOptions& options, int code, long status,
                         const std::string& words) {
  const std::string where = shown(url);
  switch (code) {
    case kMalformed:
      return bad(fmt::format("'{}' is no valid address ({}). Write https://HOST/PATH.", where, words));
    case kUnsupportedProtocol:
      if (status >= 300 && status < 400)
        return failed(
            fmt::format("{} leads to an address that is not https://, which is not followed: what came over "
                        "it could have been changed on the way. Give the https:// address of the descriptor.",
                        where));
      return failed(
          fmt::format("libcurl cannot speak https ({}). Install one that can, or download the descriptor and "
                      "give the file.",
                      words));
    case kNoAddress:
    case kNoProxyAddress:
    case kNoConnection:
      return failed(fmt::format("{} cannot be reached ({}). Check the address, the network and the proxy settings.",
                                where, words));
    case kTimedOut:
      return failed(
          fmt::format("{} did not answer completely within {} seconds. Try again, or give more time with "
                      "--timeout.",
                      where, std::max(1U, options.seconds)));
    case kTlsFailed:
    case kNotTrusted:
      return failed(
          fmt::format("The certificate of {} is not accepted ({}), so what it sends cannot be trusted. If it "
                      "is signed by an authority of your own, give its certificate with --ca-file.",
                      where, words));
    case kBadCaFile:
      return bad(fmt::format("'{}' holds no certificates that can be read ({}). Give a PEM file to --ca-file.",
                             options.ca_file, words));
    case kTooManyRedirects:
      return failed(
          fmt::format("{} leads from one address to the next more than {} times. Give the address that it "
                      "leads to in the end.",
                      where, options.redirects));
    case kTooLarge:
      return too_large(url, options.bytes);
    default:
      return failed(fmt::format("{} cannot be read ({}). Try again, or download the descriptor and give the file.",
                                where, words));
  }
}

/// Sets what bounds the transfer. False when the library does not take a bound: then nothing may be asked for.
bool bounded(const Curl& curl, void* handle, const FetchOptions& options) {
  const auto number = [&](int option, uint64_t value) {
    return curl.setopt(handle, option, static_cast<long>(value)) == kOk;
  };
  const auto only_https = [&](int text, int bits) {
    return curl.setopt(handle, text, "https") == kOk || number(bits, kHttps);
  };
  return only_https(kProtocolsText, kProtocols) && only_https(kRedirectProtocolsText, kRedirectProtocols) &&
         number(kFollowLocation, 1) && number(kMaxRedirects, options.redirects) && number(kVerifyPeer, 1) &&
         number(kVerifyHost, 2) && number(kSslVersion, kTls12) && number(kMaxFileSize, options.bytes) &&
         number(kTimeoutMs, std::max(1U, options.seconds) * uint64_t{1000});
}

Result<std::string> transfer(const Curl& curl, void* handle, const std::string& url, const FetchOptions& options) {
  std::array<char, kErrorSize> error{};
  Sink sink;
  sink.limit = options.bytes;
  bool good = bounded(curl, handle, options);
  good = good && curl.setopt(handle, kUrl, url.c_str()) == kOk;
  good = good && curl.setopt(handle, kWriteFunction, &take) == kOk && curl.setopt(handle, kWriteData, &sink) == kOk;
  good = good && curl.setopt(handle, kErrorBuffer, error.data()) == kOk;
  good = good && curl.setopt(handle, kUserAgent, "leastscope") == kOk;
  if (!options.ca_file.empty()) good = good && curl.setopt(handle, kCaInfo, options.ca_file.c_str()) == kOk;
  if (!good)
    return failed(
        fmt::format("The installed libcurl does not take the limits that reading {} needs. Update it, or "
                    "download the descriptor and give the file.",
                    shown(url)));
  const int code = curl.perform(handle);
  long status = 0;
  curl.getinfo(handle, kResponseCode, &status);
  if (sink.over) return too_large(url, options.bytes);
  if (code != kOk)
    return transfer_problem(url, options, code, status, error[0] != '\0' ? error.data() : curl.strerror(code));
  if (status != 200)
    return failed(
        fmt::format("{} answers with status {} instead of a descriptor. Check the address{}.", shown(url), status,
                    status == 401 || status == 403 ? "; a descriptor has to be readable without a login" : ""));
  return std::move(sink.text);
}

}  // namespace

bool is_address(std::string_view path) {
  const std::string start = lower(path.substr(0, 8));
  return start.starts_with("https://") || start.starts_with("http://");
}

AddressName address_name(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const size_t host = url.find("://") + 3;
  const size_t slash = url.rfind('/');
  if (slash == std::string_view::npos || slash < host) return {std::string(url), ""};
  return {std::string(url.substr(0, slash)), std::string(url.substr(slash + 1))};
}

Result<std::string> fetch(const std::string& url, const FetchOptions& options) {
  if (!lower(url.substr(0, 8)).starts_with("https://"))
    return bad(
        fmt::format("'{}' is not read: what comes over plain http can be changed on the way. Use its https:// "
                    "address.",
                    shown(url)));
  const std::string authority = url.substr(8, url.find_first_of("/?#", 8) - 8);
  if (authority.find('@') != std::string::npos)
    return bad(
        "An address with a user name or a password in it is not read, because reports would show it. Download "
        "the descriptor and give the file.");
  Curl curl;
  if (!curl.load(options.libraries))
    return failed(
        fmt::format("Reading {} needs libcurl, which is not installed ({} was not found). Install it (package "
                    "libcurl4 on Debian and Ubuntu, libcurl on Fedora and Alpine), or download the descriptor "
                    "and give the file.",
                    shown(url), fmt::join(options.libraries, " or ")));
  void* handle = curl.init();
  if (!handle) return failed("libcurl could not be started. Download the descriptor and give the file.");
  auto out = transfer(curl, handle, url, options);
  curl.cleanup(handle);
  return out;
}

}  // namespace leastscope
