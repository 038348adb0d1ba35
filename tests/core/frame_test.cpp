#include <fiberloom/core/frame.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

TEST(Frame, CountsGuardAndOversampling) {
  const Frame frame{.samples = 10, .guard_before = 3, .guard_after = 2, .oversampling = 4};
  EXPECT_EQ(frame.padded_samples(), 15U);
  EXPECT_EQ(frame.grid_size(), 60U);
  EXPECT_EQ(frame.record_begin(), 12U);
  EXPECT_EQ(frame.record_size(), 40U);
  EXPECT_EQ(frame.grid(), TimeGrid(60, 0.25));
}

TEST(Frame, WithoutGuardIsTheRecordItself) {
  const Frame frame{.samples = 7};
  EXPECT_EQ(frame.grid(), TimeGrid(7, 1.0));
  EXPECT_EQ(frame.record_begin(), 0U);
  EXPECT_EQ(frame.record_size(), 7U);
}

TEST(Frame, RefusesNoSamplesAndNoPoints) {
  test::expect_error<InputError>("input.grid", {"sample"},
                                 [] { static_cast<void>(Frame{.guard_before = 4}.grid()); });
  test::expect_error<InputError>("input.grid", {"oversampling"}, [] {
    static_cast<void>(Frame{.samples = 4, .oversampling = 0}.grid());
  });
}

}  // namespace
}  // namespace fiberloom::core
