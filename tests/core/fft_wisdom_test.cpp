#include <fftw3.h>
#include <gtest/gtest.h>

#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/fft_wisdom.hpp>
#include <string>
#include <vector>

#include "fftw_planner.hpp"
#include "fiber_light.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

// What FFTW knows is the whole program's: every test begins and ends with nothing.
class FftWisdom : public testing::Test {
 protected:
  void SetUp() override { forget(); }
  void TearDown() override { forget(); }
  static void forget() {
    fftw_forget_wisdom();
    fftwf_forget_wisdom();
  }
};

bool is_known(int size) {
  AlignedVector<Complex> row(static_cast<std::size_t>(size));
  auto* data = reinterpret_cast<fftw_complex*>(row.data());
  fftw_plan plan = fftw_plan_dft_1d(size, data, data, FFTW_FORWARD,
                                    FFTW_MEASURE | FFTW_WISDOM_ONLY | FFTW_PRESERVE_INPUT);
  const bool was_made = plan != nullptr;
  if (was_made) {
    fftw_destroy_plan(plan);
  }
  return was_made;
}

test::Row transformed(std::size_t size) {
  test::Random random(81);
  const test::Row row = test::random_row(size, random);
  AlignedVector<Complex> from(row.begin(), row.end());
  AlignedVector<Complex> to(size);
  FftPlan<double>(size).forward(std::span<const Complex>(from), to);
  return {to.begin(), to.end()};
}

TEST_F(FftWisdom, IsKeptAsTextAndUsedAgain) {
  EXPECT_FALSE(is_known(77));
  measure_fft_plans<double>(77);
  EXPECT_TRUE(is_known(77));
  const std::string text = fft_wisdom<double>();
  forget();
  EXPECT_FALSE(is_known(77));
  EXPECT_TRUE(load_fft_wisdom<double>(text));
  EXPECT_TRUE(is_known(77));
  EXPECT_FALSE(is_known(78));
}

TEST_F(FftWisdom, IsNotMadeByPlansThatAreEstimated) {
  (void)transformed(77);
  EXPECT_FALSE(is_known(77));
}

TEST_F(FftWisdom, OfOnePrecisionIsNotTheOthers) {
  measure_fft_plans<float>(77);
  EXPECT_FALSE(is_known(77));
  EXPECT_FALSE(load_fft_wisdom<double>(fft_wisdom<float>()));
  EXPECT_TRUE(load_fft_wisdom<float>(fft_wisdom<float>()));
  EXPECT_NE(fft_wisdom_file_name<float>(), fft_wisdom_file_name<double>());
}

TEST_F(FftWisdom, DamagedChangesNothing) {
  measure_fft_plans<double>(77);
  const std::string text = fft_wisdom<double>();
  forget();
  for (const std::string& damaged : {std::string(), std::string("wisdom"), std::string(300, '('),
                                     text.substr(0, text.size() / 2), "x" + text}) {
    EXPECT_FALSE(load_fft_wisdom<double>(damaged)) << damaged;
    EXPECT_FALSE(is_known(77)) << damaged;
  }
}

TEST_F(FftWisdom, ChangesRoundingAtMost) {
  for (const std::size_t size : {75U, 1000U}) {
    const test::Row estimated = transformed(size);
    measure_fft_plans<double>(size);
    EXPECT_LT(test::relative_error(transformed(size), estimated), 1e-15) << size;
  }
}

TEST_F(FftWisdom, FileNamesTellFftwsVersion) {
  EXPECT_NE(fft_wisdom_file_name<double>().find(fftw_version), std::string::npos);
  EXPECT_NE(fft_wisdom_file_name<float>().find(fftwf_version), std::string::npos);
}

TEST_F(FftWisdom, PlansAreEstimatedOnlyWhereItSaysNothing) {
  const auto asked_for = [](PlanSource source, bool is_known) {
    std::vector<unsigned> asked;
    int plan = 0;
    (void)fftw_plan_from(source, [&](unsigned flags) -> int* {
      asked.push_back(flags);
      return (flags & FFTW_WISDOM_ONLY) != 0 && !is_known ? nullptr : &plan;
    });
    return asked;
  };
  constexpr unsigned wise = FFTW_MEASURE | FFTW_WISDOM_ONLY;
  EXPECT_EQ(asked_for(PlanSource::known, true), std::vector<unsigned>{wise});
  EXPECT_EQ(asked_for(PlanSource::known, false), (std::vector<unsigned>{wise, FFTW_ESTIMATE}));
  EXPECT_EQ(asked_for(PlanSource::measure, true), std::vector<unsigned>{FFTW_MEASURE});
}

}  // namespace
}  // namespace fiberloom::core
