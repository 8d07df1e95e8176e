#include "cli/git_tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

extern char** environ;

namespace leastscope {
namespace {

Problem failed(const std::string& what, const std::string& why) {
  return {"no-such-path",
          fmt::format("'{}' is no path and cannot be read as REVISION:PATH of a git repository: {} Give a folder, a "
                      "descriptor, an archive, a JSON report or something like HEAD~1:app.",
                      what, why),
          {}};
}

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line.empty() ? std::string("git did not say why.") : line + (line.back() == '.' ? "" : ".");
}

}  // namespace

GitTree::GitTree(std::string folder) : folder_(std::move(folder)), archive_(folder_ + "/tree.tar") {}

GitTree::~GitTree() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Result<std::unique_ptr<GitTree>> GitTree::checkout(const std::string& what) {
  if (what.empty() || what.front() == '-') return failed(what, "It begins with a dash.");
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "leastscope-XXXXXX").string();
  if (error || !mkdtemp(name.data())) return failed(what, "No temporary folder can be made.");
  std::unique_ptr<GitTree> tree(new GitTree(name));

  // The archive's root is what was named, so that paths in the report are the same as in a folder.
  std::string out = "--output=" + tree->archive_, errors = name + "/errors", tree_name = what;
  std::array<char*, 6> arguments = {const_cast<char*>("git"),
                                    const_cast<char*>("archive"),
                                    const_cast<char*>("--format=tar"),
                                    out.data(),
                                    tree_name.data(),
                                    nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t child = 0;
  const int started = posix_spawnp(&child, "git", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (started != 0) return failed(what, "git cannot be started.");
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed(what, first_line(errors));
  return tree;
}

}  // namespace leastscope
