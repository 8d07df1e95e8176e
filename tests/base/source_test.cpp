#include "base/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "support/catch.h"

using namespace leastscope;
namespace fs = std::filesystem;

namespace {

/// A folder that lives as long as the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "leastscope-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
  }

  fs::path path;
};

std::vector<std::string> names(const FileSource& source, std::vector<Problem>& problems) {
  std::vector<std::string> all;
  for (const auto& entry : source.list(problems)) all.push_back(entry.path);
  return all;
}

bool has(const std::vector<Problem>& problems, const std::string& kind, const std::string& file) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const Problem& p) { return p.kind == kind && p.at.file == file && p.message.ends_with("."); });
}

struct Packed {
  std::string name;
  std::string text;
  std::string link;  ///< a symbolic link when not empty
};

std::string pack(const Folder& folder, const std::string& name, const std::vector<Packed>& files) {
  const std::string path = (folder.path / name).string();
  archive* a = archive_write_new();
  if (name.ends_with(".zip")) {
    archive_write_set_format_zip(a);
  } else {
    archive_write_set_format_ustar(a);
    archive_write_add_filter_gzip(a);
  }
  REQUIRE(archive_write_open_filename(a, path.c_str()) == ARCHIVE_OK);
  for (const auto& file : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, file.link.empty() ? AE_IFREG : AE_IFLNK);
    if (!file.link.empty()) archive_entry_set_symlink(entry, file.link.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.text.size()));
    REQUIRE(archive_write_header(a, entry) >= ARCHIVE_WARN);
    archive_write_data(a, file.text.data(), file.text.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  return path;
}

}  // namespace

TEST_CASE("a source in memory") {
  const MemorySource source({{"src/a.js", "1234"}, {"manifest.yml", "x"}});
  std::vector<Problem> problems;
  CHECK(names(source, problems) == std::vector<std::string>{"manifest.yml", "src/a.js"});
  CHECK(problems.empty());
  CHECK(*source.read("src/a.js", 4) == "1234");
  CHECK(source.read("src/a.js", 3).problem().kind == "file-too-large");
  CHECK(source.read("none", 3).problem().kind == "unreadable-file");
  CHECK(source.exists("manifest.yml"));
  CHECK_FALSE(source.exists("src"));
}

TEST_CASE("a folder lists its files sorted, without .git and node_modules") {
  const Folder folder;
  folder.write("src/b.js", "b");
  folder.write("src/a.js", "aa");
  folder.write("manifest.yml", "app:");
  folder.write("node_modules/x/index.js", "x");
  folder.write("src/node_modules/y.js", "y");
  folder.write(".git/config", "z");
  folder.write("ü/é.js", "");
  auto source = open_folder(folder.path.string());
  REQUIRE(source);
  std::vector<Problem> problems;
  CHECK(names(**source, problems) == std::vector<std::string>{"manifest.yml", "src/a.js", "src/b.js", "ü/é.js"});
  CHECK(problems.empty());
  CHECK(*(*source)->read("src/a.js") == "aa");
  CHECK((*source)->read("src/a.js", 1).problem().kind == "file-too-large");
  CHECK((*source)->read("src").problem().kind == "unreadable-file");
  CHECK((*source)->exists("src/a.js"));
  CHECK_FALSE((*source)->exists("src"));
}

TEST_CASE("links: followed inside, refused outside, never in circles") {
  const Folder outside;
  outside.write("secret.txt", "secret");
  const Folder folder;
  folder.write("shared/util.js", "u");
  folder.write("app/index.js", "i");
  fs::create_directory_symlink("../shared", folder.path / "app/shared");
  fs::create_symlink("index.js", folder.path / "app/main.js");
  fs::create_directory_symlink("..", folder.path / "app/up");
  fs::create_directory_symlink(outside.path, folder.path / "away");
  fs::create_symlink(outside.path / "secret.txt", folder.path / "secret.txt");
  fs::create_symlink("me", folder.path / "me");
  fs::create_symlink("gone", folder.path / "dangling");
  auto source = open_folder(folder.path.string());
  REQUIRE(source);
  std::vector<Problem> problems;
  CHECK(names(**source, problems) ==
        std::vector<std::string>{"app/index.js", "app/main.js", "app/shared/util.js", "shared/util.js"});
  CHECK(has(problems, "link-loop", "app/up"));
  CHECK(has(problems, "link-loop", "me"));
  CHECK(has(problems, "outside-root", "away"));
  CHECK(has(problems, "outside-root", "secret.txt"));
  CHECK(has(problems, "broken-link", "dangling"));
  CHECK(problems.size() == 5);
  CHECK((*source)->read("secret.txt").problem().kind == "outside-root");
  CHECK((*source)->read("../" + outside.path.filename().string() + "/secret.txt").problem().kind == "outside-root");
  CHECK((*source)->read((outside.path / "secret.txt").string()).problem().kind == "outside-root");
  CHECK_FALSE((*source)->exists("secret.txt"));
  CHECK_FALSE((*source)->exists("away/secret.txt"));
}

TEST_CASE("links that multiply are followed once") {
  const Folder folder;
  for (int i = 0; i < 20; ++i) {
    const std::string here = "d" + std::to_string(i);
    folder.write(here + "/f.js", "x");
    const std::string next = "../d" + std::to_string(i + 1);
    if (i == 19) continue;
    fs::create_directory_symlink(next, folder.path / here / "one");
    fs::create_directory_symlink(next, folder.path / here / "two");
  }
  auto source = open_folder(folder.path.string());
  REQUIRE(source);
  std::vector<Problem> problems;
  CHECK(names(**source, problems).size() < 60);
}

TEST_CASE("what is no regular file is named, not read") {
  const Folder folder;
  folder.write("a.js", "a");
  REQUIRE(mkfifo((folder.path / "pipe.js").c_str(), 0600) == 0);
  auto source = open_folder(folder.path.string());
  REQUIRE(source);
  std::vector<Problem> problems;
  CHECK(names(**source, problems) == std::vector<std::string>{"a.js"});
  CHECK(has(problems, "unreadable-file", "pipe.js"));
  CHECK((*source)->read("pipe.js").problem().kind == "unreadable-file");
}

TEST_CASE("what may not be read is a problem") {
  const Folder folder;
  folder.write("shut/a.js", "a");
  folder.write("b.js", "b");
  fs::permissions(folder.path / "shut", fs::perms::none);
  fs::permissions(folder.path / "b.js", fs::perms::none);
  auto source = open_folder(folder.path.string());
  REQUIRE(source);
  std::vector<Problem> problems;
  if (geteuid() != 0) {  // the superuser may read everything
    names(**source, problems);
    CHECK(has(problems, "no-permission", "shut"));
    CHECK((*source)->read("b.js").problem().kind == "no-permission");
  } else {
    CHECK(*(*source)->read("b.js") == "b");
  }
  fs::permissions(folder.path / "shut", fs::perms::owner_all);
}

TEST_CASE("a folder that is none") {
  const Folder folder;
  folder.write("file", "x");
  CHECK(open_folder((folder.path / "none").string()).problem().kind == "unreadable-file");
  CHECK(open_folder((folder.path / "file").string()).problem().kind == "unreadable-file");
}

TEST_CASE("archives: zip and tar.gz read like folders") {
  const Folder folder;
  for (const std::string name : {"app.zip", "app.tgz"}) {
    CAPTURE(name);
    const std::string path = pack(
        folder, name,
        {{"./manifest.yml", "app:", ""}, {"src/a.js", "aa", ""}, {"node_modules/x.js", "x", ""}, {"ü.js", "u", ""}});
    auto source = open_archive(path);
    REQUIRE(source);
    std::vector<Problem> problems;
    CHECK(names(**source, problems) == std::vector<std::string>{"manifest.yml", "src/a.js", "ü.js"});
    CHECK(problems.empty());
    CHECK(*(*source)->read("src/a.js") == "aa");
  }
}

TEST_CASE("archives: names that leave the root are refused") {
  const Folder folder;
  const std::string path = pack(folder, "bad.tgz",
                                {{"../evil.js", "e", ""},
                                 {"a/../../evil2.js", "e", ""},
                                 {"/etc/evil3.js", "e", ""},
                                 {"ok/../fine.js", "f", ""},
                                 {"link.js", "", "fine.js"},
                                 {"away.js", "", "../../outside.js"},
                                 {"abs.js", "", "/etc/passwd"},
                                 {"loop.js", "", "loop.js"}});
  auto source = open_archive(path);
  REQUIRE(source);
  std::vector<Problem> problems;
  CHECK(names(**source, problems) == std::vector<std::string>{"fine.js", "link.js"});
  CHECK(has(problems, "outside-root", "../evil.js"));
  CHECK(has(problems, "outside-root", "a/../../evil2.js"));
  CHECK(has(problems, "outside-root", "/etc/evil3.js"));
  CHECK(has(problems, "outside-root", "away.js"));
  CHECK(has(problems, "outside-root", "abs.js"));
  CHECK(has(problems, "link-loop", "loop.js"));
  CHECK(*(*source)->read("link.js") == "f");
}

TEST_CASE("archives: damaged ones fail as a whole") {
  const Folder folder;
  folder.write("noise.zip", "this is no archive at all");
  CHECK(open_archive((folder.path / "noise.zip").string()).problem().kind == "bad-archive");
  CHECK(open_archive((folder.path / "none.zip").string()).problem().kind == "bad-archive");
  std::string text;
  for (unsigned i = 0; i < 200'000; ++i) text += static_cast<char>((i * 2654435761u) >> 13);
  const std::string path = pack(folder, "cut.tgz", {{"a.js", text, ""}, {"b.js", "b", ""}});
  fs::resize_file(path, fs::file_size(path) / 2);
  CHECK(open_archive(path).problem().kind == "bad-archive");
}
