// Inside the room: from the text of a model (YAML of a user, JSON of ours) to a LibraryModel.
#pragma once
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/place.h"
#include "base/problem.h"
#include "calls/model.h"
#include "syntax/config_tree.h"

namespace leastscope {

/// Collects what is wrong with one model file: "file:line: key 'x': … Expected …".
class ModelErrors {
 public:
  ModelErrors(std::string file, std::string_view text, std::vector<Problem>& out);
  /// `path` is the dotted way to the key ("types.Client.members.get.api").
  void add(Span at, const std::string& path, const std::string& wrong, const std::string& expected);
  bool any() const { return count_ > 0; }

 private:
  std::string file_;
  std::string_view text_;
  LineIndex lines_;
  std::vector<Problem>& out_;
  size_t count_ = 0;
};

using Keys = std::initializer_list<std::string_view>;

/// "a, b or c" for messages.
std::string list_words(const std::vector<std::string>& words);
/// Reports every key of the map that is not in `allowed`; false if `node` is no map.
bool check_keys(const ConfigNode& node, const std::string& path, Keys allowed, ModelErrors& errors);
/// A scalar's text; reports anything else.
std::string scalar(const ConfigNode& node, const std::string& path, ModelErrors& errors);
/// A scalar that must be one of `allowed`.
std::string word(const ConfigNode& node, const std::string& path, Keys allowed, ModelErrors& errors);
/// A scalar or a list of scalars.
std::vector<std::string> scalars(const ConfigNode& node, const std::string& path, ModelErrors& errors);
int integer(const ConfigNode& node, const std::string& path, ModelErrors& errors);

ValueSource parse_source(const ConfigNode& node, const std::string& path, ModelErrors& errors);

/// Replaces every `like:` in `exports` (or `members`) and `types` by what it names, overridden key by key.
void resolve_likes(ConfigNode& root, ModelErrors& errors);

/// `node`: a map, or a list of maps (overloads). `like` must be resolved. Names of handle types that occur are added to
/// `types`.
Effect parse_effect(const ConfigNode& node, const std::string& path, ModelErrors& errors,
                    std::vector<std::pair<std::string, Span>>& types);

/// Null if the text cannot be read at all. Wrong keys are reported and left out.
std::unique_ptr<LibraryModel> parse_model(std::string_view text, const std::string& file, bool json,
                                          std::vector<Problem>& problems);

/// What the index needs of a model, read without parsing it: its `library`, `language` and `match`.
struct ModelHead {
  std::string library;
  std::vector<std::string> languages, packages, globals, types, headers;
};
ModelHead scan_head(std::string_view json);
/// Keys of `exports`, `members` and of every `types.*.members`, appended to `names`.
void scan_names(std::string_view json, std::vector<std::string>& names);

}  // namespace leastscope
