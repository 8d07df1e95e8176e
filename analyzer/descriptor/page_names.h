// What a page that a descriptor names can be recognised by in files: its name, the last part of its address that is not
// filled in later.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/descriptor.h"

namespace leastscope {

/// "/a/{b}?c=d" -> "a", "{b}".
std::vector<std::string> url_segments(std::string_view path);
/// ":id", "{id}", "<id>", "(.*)", "${id}", "*".
bool is_open_segment(std::string_view segment);
/// "/pages/main.html" -> "main.html"; "" for the start page and for what is filled in as a whole.
std::string page_name(std::string_view path);
/// Does a text spell the name as a whole text or at the end of a path: 'main.html', "/main", `./pages/main`?
bool spells(std::string_view text, std::string_view name);

/// Takes the pages out of `app` that a package beside the app's root makes or serves, when none of those packages shows
/// a request to a product: their code is not part of the app, and nothing they do could need a scope.
void drop_pages_of_neighbours(const FileSource& source, const std::vector<FileEntry>& files, Descriptor& app);

}  // namespace leastscope
