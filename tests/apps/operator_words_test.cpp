#include "study/operator_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/operators/operator_catalog.hpp>
#include <set>
#include <vector>

#include "command_line.hpp"

namespace fiberloom::app {
namespace {

using testing::HasSubstr;

std::string words(std::string_view name, const std::vector<double>& values) {
  return operator_words(*core::find_operator(name), values);
}

TEST(OperatorWords, AttenuationIsToldInDecibels) {
  EXPECT_EQ(words("alpha", {std::log(2.0)}), "loss of 3.01 dB in power");
  EXPECT_EQ(words("alpha", {-std::log(10.0)}), "gain of 10.00 dB in power");
}

TEST(OperatorWords, DispersionIsNormalOrAnomalousAndSpreadsAPulse) {
  // sqrt(1 + b^2), Agrawal, Nonlinear Fiber Optics, eq. 3.2.10; delay b w at w = pi.
  EXPECT_THAT(words("beta2", {2.0}), AllOf(HasSubstr("normal"), HasSubstr("to 2.24 samples"),
                                           HasSubstr("6.28 samples later on the blue")));
  EXPECT_THAT(words("beta2", {-2.0}),
              AllOf(HasSubstr("anomalous"), HasSubstr("earlier on the blue")));
}

TEST(OperatorWords, ATimeLensIsRecognisedByTheDispersionThatItIsFor) {
  // The encoder's lens exp(+i t^2/(2 b)) as a potential is V = -t^2/(2 b).
  std::vector<double> lens;
  for (int j = 0; j < 21; ++j) {
    lens.push_back(-0.5 * (j - 10.0) * (j - 10.0) / 24.0);
  }
  EXPECT_THAT(words("potential", lens), HasSubstr("time lens for b = +24 samples"));
  std::vector<double> ramp;
  for (int j = 0; j < 20; ++j) {
    ramp.push_back(2.0 * 3.14159265358979 * 0.125 * j);
  }
  EXPECT_THAT(words("potential", ramp), HasSubstr("by +0.125 cycles per sample"));
}

TEST(OperatorWords, NonlinearNumbersAreToldAtUnitPower) {
  EXPECT_THAT(words("gamma", {0.5}), AllOf(HasSubstr("0.5 rad"), HasSubstr("gains 1.8 dB")));
  EXPECT_THAT(words("gamma", {-0.5}), HasSubstr("defocusing"));
  EXPECT_THAT(words("two_photon_absorption", {1.0}), HasSubstr("loses 50.0 %"));
  EXPECT_THAT(words("saturable_gain", {std::log(10.0), 1.0}),
              AllOf(HasSubstr("gain of 10.00 dB"), HasSubstr("5.00 dB at unit power")));
}

TEST(OperatorWords, EveryOperatorHasWords) {
  std::set<std::string> seen;
  for (const core::LayerOperator* of : core::all_operators()) {
    const std::vector<double> values(of->width(5), 0.25);
    const std::string found = operator_words(*of, values);
    EXPECT_FALSE(found.empty()) << of->name();
    EXPECT_FALSE(operator_words(*of, std::vector<double>(of->width(5), 0.0)).empty());
    EXPECT_TRUE(seen.insert(found).second) << of->name() << ": " << found;
  }
}

TEST(OperatorWords, PicosecondsGoByThePowerInTheUnit) {
  // 46 GHz: one sample is 21.739 ps, its square 472.59 ps^2.
  EXPECT_EQ(in_picoseconds(2.0, "samples^2", 1e3 / 46.0), "+945.2 ps^2");
  EXPECT_EQ(in_picoseconds(1.0, "samples^3", 10.0), "+1000 ps^3");
  EXPECT_EQ(in_picoseconds(1.0, "rad", 10.0), "");
}

TEST(SampleRate, IsReadWithItsUnit) {
  EXPECT_DOUBLE_EQ(parse_sample_rate("46GHz", "check"), 46e9);
  EXPECT_DOUBLE_EQ(parse_sample_rate("92 GSa/s", "check"), 92e9);
  EXPECT_DOUBLE_EQ(parse_sample_rate("4.6e10", "check"), 4.6e10);
  for (const char* wrong : {"", "fast", "46 apples", "-1GHz", "0", "inf", "nan"}) {
    EXPECT_THROW((void)parse_sample_rate(wrong, "check"), UsageError) << wrong;
  }
}

}  // namespace
}  // namespace fiberloom::app
