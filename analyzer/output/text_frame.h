// A line of source with its number and a caret below: what a finding points at.
#pragma once
#include <string>

#include "output/lookup.h"
#include "output/text_style.h"

namespace leastscope {

/// The lines "  --> file:line:col" and the frame; only the arrow when the text is not at hand. `gutter` = columns for
/// line numbers.
std::string code_frame(const AppReport& app, const Place& at, Paint paint, const Style& style, unsigned width,
                       size_t gutter);

/// Columns that the line number of a place needs.
size_t gutter_of(const Place& at);

}  // namespace leastscope
