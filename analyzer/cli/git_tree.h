// The files of a git revision, as an archive in a temporary folder that goes away with the object.
#pragma once
#include <memory>
#include <string>

#include "base/problem.h"

namespace leastscope {

class GitTree {
 public:
  /// `what` is REVISION:PATH, PATH relative to the repository's root or to here ("HEAD~1:./app"); "HEAD:" is all of it.
  /// Runs `git archive` without a shell, in the current folder.
  static Result<std::unique_ptr<GitTree>> checkout(const std::string& what);
  ~GitTree();
  GitTree(const GitTree&) = delete;
  GitTree& operator=(const GitTree&) = delete;
  const std::string& archive() const { return archive_; }

 private:
  explicit GitTree(std::string folder);
  std::string folder_, archive_;
};

}  // namespace leastscope
