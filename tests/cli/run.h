// Runs the program over temporary folders.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace run {

namespace fs = std::filesystem;

/// A folder that goes away with the object.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "leastscope-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    fs::permissions(path_, fs::perms::owner_all, ignored);
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder& file(const std::string& name, const std::string& text) {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this;
  }
  std::string path(const std::string& inside = {}) const {
    return inside.empty() ? path_.string() : (path_ / inside).string();
  }

 private:
  fs::path path_;
};

struct Outcome {
  int code = -1;
  std::string out, err;
};

inline std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// `arguments` go through the shell; quote what needs it.
inline Outcome leastscope_in(const std::string& folder, const std::string& arguments,
                             const std::string& environment = {}) {
  Folder scratch;
  std::string command = "cd '" + folder + "' && " + environment + " '" LEASTSCOPE_BIN "' " + arguments + " >'" +
                        scratch.path("out") + "' 2>'" + scratch.path("err") + "'";
  int status = std::system(command.c_str());
  Outcome o;
  o.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  o.out = slurp(scratch.path("out"));
  o.err = slurp(scratch.path("err"));
  return o;
}

inline Outcome leastscope(const std::string& arguments, const std::string& environment = {}) {
  return leastscope_in(".", arguments, environment);
}

inline const std::string kManifest =
    "modules:\n  scheduledTrigger:\n    - key: daily\n      function: main\n      interval: day\n  function:\n    - "
    "key: main\n"
    "      handler: index.run\npermissions:\n  scopes:\n    - read:jira-work\n"
    "app:\n  id: ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000\n  runtime:\n    name: nodejs22.x\n";
inline const std::string kCode =
    "import api, { route } from '@forge/api';\nexport const run = () => "
    "api.asApp().requestJira(route`/rest/api/3/issue/A-1`);\n";

inline const std::string kScopes = "    - read:jira-work\n";
/// kManifest with other scopes: whole lines.
inline std::string manifest(const std::string& scopes) {
  return std::string(kManifest).replace(kManifest.find(kScopes), kScopes.size(), scopes);
}
/// kManifest with more scopes: whole lines.
inline std::string manifest_with(const std::string& more) { return manifest(kScopes + more); }

/// A Forge app that needs exactly what it declares.
inline void clean_app(Folder& f, const std::string& below = {}) {
  f.file(below + "manifest.yml", kManifest)
      .file(below + "src/index.js", kCode)
      .file(below + "package.json", "{\"dependencies\":{\"@forge/api\":\"*\"}}\n");
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace run
