#include <fiberloom/core/worker_pool.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace fiberloom::core {
namespace {

class WorkerPoolOf : public testing::TestWithParam<std::size_t> {
 protected:
  WorkerPool pool{GetParam()};
};

TEST_P(WorkerPoolOf, CallsEachIndexOnce) {
  std::vector<std::atomic<int>> calls(1000);
  std::atomic<bool> has_wrong_worker = false;
  pool.run(calls.size(), [&](std::size_t index, std::size_t worker) {
    ++calls[index];
    if (worker >= pool.num_workers()) {
      has_wrong_worker = true;
    }
  });
  for (const std::atomic<int>& count : calls) {
    EXPECT_EQ(count, 1);
  }
  EXPECT_FALSE(has_wrong_worker);
}

TEST_P(WorkerPoolOf, NeverGivesOneWorkersScratchToTwoTasksAtOnce) {
  std::vector<std::atomic<int>> inside(GetParam());
  std::atomic<int> collisions = 0;
  pool.run(300, [&](std::size_t, std::size_t worker) {
    collisions += inside[worker]++ == 0 ? 0 : 1;
    std::this_thread::yield();
    --inside[worker];
  });
  EXPECT_EQ(collisions, 0);
}

TEST_P(WorkerPoolOf, CanBeUsedThousandsOfTimes) {
  std::atomic<std::size_t> sum = 0;
  for (std::size_t round = 0; round < 2000; ++round) {
    pool.run(round % 4, [&](std::size_t index, std::size_t) { sum += index + 1; });
  }
  // Rounds of 0, 1, 2 and 3 tasks add 0, 1, 3 and 6.
  EXPECT_EQ(sum, 500U * 10U);
}

TEST_P(WorkerPoolOf, PassesAnExceptionOnAfterAllTasksHaveEnded) {
  std::atomic<int> ended = 0;
  const auto task = [&](std::size_t index, std::size_t) {
    ++ended;
    if (index == 3) {
      throw std::runtime_error("task 3");
    }
  };
  try {
    pool.run(50, task);
    ADD_FAILURE() << "the exception was lost";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "task 3");
    EXPECT_EQ(ended, 50);
  }
}

TEST_P(WorkerPoolOf, ForgetsAnExceptionOnceItWasPassedOn) {
  EXPECT_THROW(pool.run(5, [](std::size_t, std::size_t) { throw std::logic_error("all fail"); }),
               std::logic_error);
  int calls = 0;
  EXPECT_NO_THROW(pool.run(1, [&](std::size_t, std::size_t) { ++calls; }));
  EXPECT_EQ(calls, 1);
}

TEST_P(WorkerPoolOf, WithoutWorkReturnsAtOnce) {
  pool.run(0, [](std::size_t, std::size_t) { FAIL() << "there is no index to call"; });
}

INSTANTIATE_TEST_SUITE_P(Workers, WorkerPoolOf, testing::Values(1U, 2U, 3U, 8U),
                         testing::PrintToStringParamName());

TEST(WorkerPool, OneWorkerIsTheCaller) {
  WorkerPool pool(1);
  EXPECT_EQ(pool.num_workers(), 1U);
  std::set<std::thread::id> seen;
  pool.run(20, [&](std::size_t, std::size_t) { seen.insert(std::this_thread::get_id()); });
  EXPECT_EQ(seen, std::set{std::this_thread::get_id()});
}

TEST(WorkerPool, ZeroAsksForOnePerCore) {
  EXPECT_EQ(WorkerPool(0).num_workers(), std::max(1U, std::thread::hardware_concurrency()));
  EXPECT_EQ(WorkerPool(3).num_workers(), 3U);
}

TEST(WorkerPool, ReallyWorksInParallel) {
  WorkerPool pool(2);
  std::atomic<int> arrived = 0;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::atomic<bool> met = true;
  // Each of the two tasks waits for the other; one thread alone would wait until it gives up.
  pool.run(2, [&](std::size_t, std::size_t) {
    ++arrived;
    while (arrived < 2) {
      if (std::chrono::steady_clock::now() > give_up) {
        met = false;
        return;
      }
      std::this_thread::yield();
    }
  });
  EXPECT_TRUE(met);
}

}  // namespace
}  // namespace fiberloom::core
