// What `leastscope init` writes.
#pragma once
#include <string_view>

namespace leastscope {

inline constexpr std::string_view kInitText =
    R"toml(# Configuration of leastscope. Every key is optional; this file as it is changes nothing.
# It speaks for all apps in this folder and below that have no leastscope.toml of their own.

# Source files that are not part of the app. What they need is not seen: leave out only what never runs.
# exclude = ["legacy/**", "tools/*.js"]

# Lowest level of finding that makes the exit code 1: note, warning, error or never.
# fail-on = "warning"

# Levels of rules: off, note, warning or error. `leastscope rules` lists them.
# [levels]
# redundant-scope = "warning"
# user-only-scope = "off"

# Which scopes may be asked for at all. `*` stands for any characters.
# [policy]
# allow = ["read:*", "write:jira-work", "storage:app"]
# deny = ["*:connect-*", "manage:*"]
# max-risk = "write"                # read, write, delete or admin
# require-justification = "write"   # scopes of this risk or more; true: all of them

# Why the app asks for a scope.
# [justifications]
# "write:jira-work" = "Adds the report as a comment when a release is closed."

# Findings about a scope that you have looked at. The reason is compulsory.
# [[accept]]
# scope = "manage:jira-configuration"
# rules = ["install-only-scope"]    # without it: every rule except missing-scope and policy-violation
# reason = "The custom field has to be made by the app."

# What a call does that leastscope cannot work out: every line of the file that holds the text.
# [[hint]]
# file = "src/client.js"
# contains = "client.send("
# calls = ["GET /rest/api/3/issue/{id}"]
)toml";

}  // namespace leastscope
