#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <fiberloom/core/worker_pool.hpp>
#include <mutex>
#include <thread>
#include <vector>

namespace fiberloom::core {

struct WorkerPool::State {
  using Task = std::function<void(std::size_t, std::size_t)>;

  std::mutex lock;
  std::condition_variable work_ready;
  std::condition_variable work_done;
  const Task* task = nullptr;
  std::size_t count = 0;
  std::atomic<std::size_t> next = 0;
  std::size_t generation = 0;
  std::size_t busy = 0;
  bool stopping = false;
  std::exception_ptr failure;
  std::vector<std::thread> threads;

  void work(std::size_t worker) {
    for (std::size_t index = next++; index < count; index = next++) {
      try {
        (*task)(index, worker);
      } catch (...) {
        const std::scoped_lock guard(lock);
        failure = failure ? failure : std::current_exception();
      }
    }
  }

  void serve(std::size_t worker) {
    std::size_t seen = 0;
    std::unique_lock guard(lock);
    while (true) {
      work_ready.wait(guard, [&] { return stopping || generation != seen; });
      if (stopping) {
        return;
      }
      seen = generation;
      guard.unlock();
      work(worker);
      guard.lock();
      if (--busy == 0) {
        work_done.notify_one();
      }
    }
  }
};

WorkerPool::WorkerPool(std::size_t num_workers) : state_(std::make_unique<State>()) {
  if (num_workers == 0) {
    num_workers = std::max(1U, std::thread::hardware_concurrency());
  }
  for (std::size_t worker = 1; worker < num_workers; ++worker) {
    state_->threads.emplace_back([this, worker] { state_->serve(worker); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::scoped_lock guard(state_->lock);
    state_->stopping = true;
  }
  state_->work_ready.notify_all();
  for (std::thread& thread : state_->threads) {
    thread.join();
  }
}

std::size_t WorkerPool::num_workers() const noexcept { return state_->threads.size() + 1; }

void WorkerPool::run(std::size_t count, const std::function<void(std::size_t, std::size_t)>& task) {
  {
    const std::scoped_lock guard(state_->lock);
    state_->task = &task;
    state_->count = count;
    state_->next = 0;
    state_->failure = nullptr;
    state_->busy = state_->threads.size();
    ++state_->generation;
  }
  state_->work_ready.notify_all();
  state_->work(0);
  std::unique_lock guard(state_->lock);
  state_->work_done.wait(guard, [this] { return state_->busy == 0; });
  if (state_->failure) {
    std::rethrow_exception(state_->failure);
  }
}

}  // namespace fiberloom::core
