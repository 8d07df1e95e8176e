// What a Facts object holds: the blob, and each table unfolded on first use.
#pragma once
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

#include "rules/catalog/blob.h"
#include "rules/catalog/facts.h"
#include "rules/catalog/trie.h"

namespace leastscope {

/// A value made on first use, by one thread; the others wait.
template <class T>
class Lazy {
 public:
  template <class Make>
  const T& get(Make&& make) const {
    std::call_once(once_, [&] { value_ = make(); });
    return value_;
  }

 private:
  mutable std::once_flag once_;
  mutable T value_;
};

struct Facts::Impl {
  explicit Impl(std::string_view bytes) : blob(bytes) {}

  const std::vector<OperationFact>& operations() const;
  const std::vector<ScopeFact>& scopes() const;
  const std::vector<EventFact>& events() const;
  const std::vector<FeatureFact>& features() const;
  const std::vector<GraphqlField>& graphql() const;
  const std::vector<ToolkitMethod>& toolkit() const;
  const std::vector<SlackMethod>& slack() const;
  const std::vector<Link>& links() const;
  const Trie& trie() const;
  /// Scope -> operations that list it, both in order.
  const std::map<std::string_view, std::vector<uint32_t>>& users() const;

  Blob blob;
  Lazy<std::vector<OperationFact>> operations_;
  Lazy<std::vector<ScopeFact>> scopes_;
  Lazy<std::vector<EventFact>> events_;
  Lazy<std::vector<FeatureFact>> features_;
  Lazy<std::vector<GraphqlField>> graphql_;
  Lazy<std::vector<ToolkitMethod>> toolkit_;
  Lazy<std::vector<SlackMethod>> slack_;
  Lazy<std::vector<Link>> links_;
  Lazy<Trie> trie_;
  Lazy<std::map<std::string_view, std::vector<uint32_t>>> users_;
};

}  // namespace leastscope
