#include "cli/write_safely.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace leastscope {
namespace {

bool write_all(int file, const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(file, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<size_t>(n);
  }
  return fsync(file) == 0;
}

std::string failed(const std::string& what) { return what + ": " + std::strerror(errno); }

}  // namespace

std::string replace_file(const std::string& path, const std::string& expected, const std::string& text) {
  std::error_code error;
  const std::string target = std::filesystem::canonical(path, error).string();
  struct stat about {};
  if (error || stat(target.c_str(), &about) != 0) return failed("the file cannot be found");
  if (access(target.c_str(), W_OK) != 0) return failed("the file may not be written");
  std::ifstream in(target, std::ios::binary);
  if (std::string(std::istreambuf_iterator<char>(in), {}) != expected) return "it has changed in the meantime";
  std::string temporary = target + ".XXXXXX";
  const int file = mkstemp(temporary.data());
  if (file < 0) return failed("no temporary file can be made beside it");
  bool good = write_all(file, text) && fchmod(file, about.st_mode & 07777) == 0;
  // Only the superuser may give files away; everybody else owns the file anyway, or the group stays their own.
  if (good && fchown(file, about.st_uid, about.st_gid) != 0) errno = 0;
  if (good) good = fchmod(file, about.st_mode & 07777) == 0;  // a change of owner clears special bits
  good = close(file) == 0 && good;
  if (good && rename(temporary.c_str(), target.c_str()) == 0) return {};
  std::string why = failed("it cannot be replaced");
  unlink(temporary.c_str());
  return why;
}

}  // namespace leastscope
