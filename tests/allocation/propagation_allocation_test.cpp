// Counts what the hot loops take from the heap. This program replaces operator new, which is why it stands alone.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fiberloom/core/propagator.hpp>
#include <new>

#include "rows.hpp"

namespace {

std::atomic<std::size_t> num_allocations{0};
std::atomic<std::size_t> num_bytes{0};

void* allocate(std::size_t size, std::size_t alignment) {
  ++num_allocations;
  num_bytes += size;
  void* block = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (block == nullptr) {
    throw std::bad_alloc();
  }
  return block;
}

}  // namespace

// None is inlined: g++ would see a new or a delete without its counterpart.
[[gnu::noinline]] void* operator new(std::size_t size) {
  return allocate(size == 0 ? 1 : size, 16);
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size == 0 ? 1 : size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}

namespace fiberloom {
namespace {

class Allocation : public testing::TestWithParam<std::size_t> {
 protected:
  test::Random random{201};
  core::LayerParameters layers = test::random_layers(4, random);
  core::Propagator<double> propagator{core::TimeGrid(GetParam(), 1.0), layers};
  core::FieldBatch<double> batch{37, GetParam()};
  core::LayerParameters gradient = core::zeros_like(layers);
  core::Propagator<double>::Workspaces workspaces;

  void forward(core::WorkerPool& workers) { propagator.forward(batch, workers, workspaces); }
  void pull_back(core::WorkerPool& workers, core::PassMemory memory) {
    propagator.pull_back(
        batch, [](std::size_t, std::span<test::Complex>, std::size_t) {}, gradient, workers,
        workspaces, memory);
  }

  template <class Work>
  static std::size_t allocations_of(Work work) {
    work();  // warms up
    const std::size_t before = num_allocations;
    work();
    return num_allocations - before;
  }
};

TEST_P(Allocation, NoneAfterWarmUp) {
  for (const std::size_t num_workers : {1U, 2U}) {
    core::WorkerPool workers(num_workers);
    EXPECT_EQ(allocations_of([&] { forward(workers); }), 0U) << num_workers;
    for (const auto memory : {core::PassMemory::stored, core::PassMemory::recomputed}) {
      EXPECT_EQ(allocations_of([&] { pull_back(workers, memory); }), 0U) << num_workers;
    }
  }
}

// Memory of a derivative's first run, that is all it ever takes.
std::size_t bytes_of_derivative(std::size_t num_layers, std::size_t samples,
                                core::PassMemory memory) {
  test::Random random(202);
  const core::LayerParameters layers = test::random_layers(num_layers, random);
  const core::Propagator<double> propagator(core::TimeGrid(samples, 1.0), layers);
  core::FieldBatch<double> batch(4, samples);
  core::LayerParameters gradient = core::zeros_like(layers);
  core::Propagator<double>::Workspaces workspaces;
  core::WorkerPool workers(1);
  const std::size_t before = num_bytes;
  propagator.pull_back(
      batch, [](std::size_t, std::span<test::Complex>, std::size_t) {}, gradient, workers,
      workspaces, memory);
  return num_bytes - before;
}

TEST_P(Allocation, RecomputedFieldsTakeNoMemoryForLayers) {
  const std::size_t bytes_per_field = GetParam() * sizeof(test::Complex);
  const auto growth = [](core::PassMemory memory) {
    return bytes_of_derivative(64, GetParam(), memory) - bytes_of_derivative(4, GetParam(), memory);
  };
  // 60 layers more: their three numbers a share of the batch, against two fields each.
  EXPECT_LT(growth(core::PassMemory::recomputed), 60 * bytes_per_field / 4);
  EXPECT_GE(growth(core::PassMemory::stored), 60 * 2 * bytes_per_field);
}

TEST_P(Allocation, TheCounterCounts) {
  EXPECT_GT(allocations_of([] { ::operator delete(::operator new(4)); }), 0U);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Allocation, testing::Values(64, 60));

}  // namespace
}  // namespace fiberloom
