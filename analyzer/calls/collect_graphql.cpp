// Requests to the GraphQL gateway: one call for every field that the document selects.
#include "calls/collect.h"
#include "calls/graphql.h"

namespace leastscope {

void Collector::graphql(CallsResult& out, ContextId id, const SinkEvent& e, const ApiCall& like) {
  Values& v = m_.v_;
  const std::vector<Identity> identities = identities_of(e);
  auto emit = [&](ApiCall c) {
    for (Identity i : identities) {
      c.identity = i;
      add_call(out, c, id, e);
    }
  };
  ApiCall c = like;
  c.method = "GRAPHQL";
  if (!e.toolkit.empty() || !e.api->toolkit.empty()) {
    c.path = e.member;
    return emit(c);
  }
  bool known = false;
  for (AtomId a : v[e.document].atoms) {
    if (v.atom(a).kind != AtomKind::Str) continue;
    const std::vector<std::string> fields = graphql_fields(m_.facts_, v.pattern_of(a));
    if (fields.empty()) {
      known = false;  // a text, and no document: what is asked stands elsewhere
      break;
    }
    known = true;
    for (const std::string& field : fields) {
      c.path = field;
      emit(c);
    }
  }
  if (!known || v.is_open(e.document)) {
    c.path = "{+}";
    c.unresolved = true;
    c.reason = v.is_open(e.document) ? "the GraphQL document " + describe(v[e.document].open[0])
                                     : "the GraphQL document is not a text in the source";
    emit(c);
  }
}

}  // namespace leastscope
