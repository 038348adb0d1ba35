#include <gtest/gtest.h>

#include <fiberloom/sim/components/digitizer.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

constexpr ComponentSeed seed{.bench = 31, .name = "scope"};
const core::TimeGrid grid(256, 1e-11);
constexpr double frame_s = 2.56e-9;

struct Recorded {
  std::vector<double> record;
  DigitizerFlags flags;
};

Recorded recorded(const DigitizerParameters& parameters, const core::TimeGrid& of,
                  std::span<const double> signal, const DigitizerState& state = {},
                  std::int64_t shot = 0) {
  Workspace workspace;
  const Digitizer digitizer(parameters, of, seed);
  Recorded result{std::vector<double>(digitizer.num_samples()), {}};
  result.flags = digitizer.digitize(signal, result.record, {.shot = shot}, state, workspace);
  return result;
}

std::vector<double> some_signal() { return test::cosine(256, 37.0, 0.4, 0.3); }

double signal_at(double time_s) {
  return 0.4 * std::cos(2.0 * std::numbers::pi * 37.0 * time_s / frame_s + 0.3);
}

TEST(Digitizer, WithoutFaultsRecordsTheSignal) {
  const Recorded result = recorded({}, grid, some_signal());
  EXPECT_LT(test::largest_difference(result.record, some_signal()), 1e-12);
  EXPECT_EQ(result.flags, DigitizerFlags{});
}

TEST(Digitizer, SamplesAtItsOwnRate) {
  for (const double rate : {50e9, 62.5e9, 80e9, 160e9, 256e9, 33.3e9}) {
    const Recorded result = recorded({.sample_rate_hz = rate}, grid, some_signal());
    ASSERT_EQ(result.record.size(), static_cast<std::size_t>(frame_s * rate + 1e-6)) << rate;
    for (std::size_t j = 0; j < result.record.size(); ++j) {
      ASSERT_NEAR(result.record[j], signal_at(static_cast<double>(j) / rate), 1e-11) << rate;
    }
  }
}

TEST(Digitizer, SamplesAsItsClockGoesAndItsTriggerCame) {
  const DigitizerParameters parameters{
      .clock_error_ppm = 40.0, .clock_drift_ppm = -100.0, .sample_time_offset_s = 2.3e-12};
  const Recorded result = recorded(parameters, grid, some_signal(), {.late_s = 3.1e-12});
  for (std::size_t j = 0; j < 256; ++j) {
    const double nominal = 1e-11 * static_cast<double>(j);
    const double true_time = 5.4e-12 + nominal * (1.0 + 40e-6 - 0.5 * 100e-6 * nominal / frame_s);
    ASSERT_NEAR(result.record[j], signal_at(true_time), 1e-11) << j;
  }
}

TEST(Digitizer, ShiftsWholeFramesByTriggerJitter) {
  const double jitter = 0.2e-12;
  std::vector<double> shifts;
  constexpr int shots = 1000;
  for (int shot = 0; shot < shots; ++shot) {
    const Recorded result = recorded({.trigger_jitter_s = jitter}, grid, some_signal(), {}, shot);
    const auto tone = test::component(result.record, 37);
    const double shift = (std::arg(tone) - 0.3) * frame_s / (2.0 * std::numbers::pi * 37.0);
    shifts.push_back(shift);
    ASSERT_NEAR(result.record[100], signal_at(1e-9 + shift), 1e-12);  // one shift for all
  }
  EXPECT_NEAR(test::variance_of(shifts) / (jitter * jitter), 1.0, 5.0 * std::sqrt(2.0 / shots));
}

TEST(Digitizer, HasTheSignalToNoiseRatioOfItsEffectiveBits) {
  const core::TimeGrid long_grid(1U << 16U, 1e-11);
  const std::vector<double> sine = test::cosine(long_grid.size(), 10007.0, 0.5);
  for (const double effective_bits : {4.5, 5.5, 7.0}) {
    const Recorded result =
        recorded({.converter = {.full_scale = 1.0, .bits = 10, .effective_bits = effective_bits}},
                 long_grid, sine);
    const double snr = 10.0 * std::log10(0.125 / test::mean_square_difference(result.record, sine));
    EXPECT_NEAR(snr, 10.0 * std::log10(1.5 * std::pow(4.0, effective_bits)), 0.2);
    EXPECT_FALSE(result.flags.is_clipped);
  }
}

TEST(Digitizer, ClipsWhatTheVerticalOffsetPushesOut) {
  const DigitizerParameters parameters{.converter = {.full_scale = 1.0}};
  const Recorded inside = recorded(parameters, grid, some_signal(), {.vertical_offset_v = 0.05});
  EXPECT_FALSE(inside.flags.is_clipped);
  EXPECT_NEAR(inside.record[7] - some_signal()[7], 0.05, 1e-12);
  const Recorded outside = recorded(parameters, grid, some_signal(), {.vertical_offset_v = 0.2});
  EXPECT_TRUE(outside.flags.is_clipped);
  EXPECT_EQ(*std::ranges::max_element(outside.record), 0.5);
}

TEST(Digitizer, LimitsItsBandBeforeItSamples) {
  const ElectricalLowPass filter{.bandwidth_hz = 12e9, .order = 4};
  const Recorded result = recorded({.low_pass = filter}, grid, some_signal());
  const auto expected = 0.2 * std::polar(1.0, 0.3) * transfer_at(filter, 37.0 / frame_s);
  EXPECT_NEAR(std::abs(test::component(result.record, 37) - expected), 0.0, 1e-13);
}

TEST(Digitizer, FoldsBackWhatItsRateCannotHold) {
  const Recorded result = recorded({.sample_rate_hz = 64.0 / frame_s}, grid, some_signal());
  EXPECT_NEAR(std::abs(test::component(result.record, 64 - 37)), 0.2, 1e-12);
}

TEST(Digitizer, RecordsNothingWithoutATrigger) {
  const Recorded result = recorded({}, grid, some_signal(), {.is_lost = true});
  EXPECT_TRUE(result.flags.is_trigger_lost);
  EXPECT_EQ(result.record, std::vector<double>(256, 0.0));
}

TEST(Digitizer, DependsOnTheShotAlone) {
  const DigitizerParameters noisy{
      .converter = {.full_scale = 1.0, .bits = 8, .effective_bits = 5.0},
      .trigger_jitter_s = 1e-13};
  const auto later = recorded(noisy, grid, some_signal(), {}, 12);
  const auto earlier = recorded(noisy, grid, some_signal(), {}, 11);
  EXPECT_EQ(recorded(noisy, grid, some_signal(), {}, 12).record, later.record);
  EXPECT_NE(earlier.record, later.record);
}

TEST(Digitizer, RefusesFramesShorterThanASample) {
  test::expect_error<core::InputError>("input.digitizer", {"shorter"},
                                       [] { Digitizer({.sample_rate_hz = 1e6}, grid, seed); });
  test::expect_error<core::InputError>("input.digitizer", {"negative"},
                                       [] { Digitizer({.trigger_jitter_s = -1.0}, grid, seed); });
}

}  // namespace
}  // namespace fiberloom::sim
