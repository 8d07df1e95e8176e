// A pool for independent work: one atomic index, results placed by index, so that the number of threads never shows.
#pragma once
#include <cstddef>
#include <functional>

namespace leastscope {

/// Calls work(i) for every i < count on at most `threads` threads (0: one per core). Returns when all are done.
void parallel_for(size_t count, unsigned threads, const std::function<void(size_t)>& work);

}  // namespace leastscope
