#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace fiberloom::core {

/// A fixed set of threads that share out independent pieces of work.
///
/// Throws:  run() rethrows the first exception of a task after all tasks have ended.
/// Threads: run() is called from one thread at a time and must not be nested. With one worker no thread is started.
class WorkerPool {
 public:
  /// `num_workers` threads in all, the caller's included; 0 takes one per core.
  explicit WorkerPool(std::size_t num_workers = 1);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();

  [[nodiscard]] std::size_t num_workers() const noexcept;

  /// Calls task(index, worker) for every index in 0..count-1, each once; worker < num_workers() names the thread, so
  /// that a task can use scratch memory of its own. Which worker gets which index is not fixed: results must not
  /// depend on it.
  void run(std::size_t count,
           const std::function<void(std::size_t index, std::size_t worker)>& task);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fiberloom::core
