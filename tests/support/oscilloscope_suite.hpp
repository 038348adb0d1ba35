#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fiberloom/core/units.hpp>
#include <stop_token>
#include <thread>

#include "dialect_wire.hpp"
#include "driver_stand.hpp"
#include "kept_digitizer.hpp"

namespace fiberloom::test {

/// What every oscilloscope's driver and dialect bring over together. `Family`:
///     static std::unique_ptr<hal::Digitizer> make_driver(request, transport);   that waits 50 ms for a trigger
///     static drivers::Dialect make_dialect(const drivers::DialectRequest&);
///     static constexpr double codes;                                            in its range
///     static constexpr bool averages_itself;                                    or takes everything again and again
template <class Family>
class OscilloscopeSuite : public testing::Test {
 protected:
  OscilloscopeSuite() {
    kept.configure();
    dialect = Family::make_dialect({.instrument = kept, .serial_number = "42"});
    driver = Family::make_driver(stand.request(), std::make_unique<DialectWire>(dialect.device));
    driver->configure();
  }

  ReplayStand stand{"digitizer", "keysight_infiniium.txt"};
  KeptDigitizer kept{stand.request().bench};
  drivers::Dialect dialect{};
  std::unique_ptr<hal::Digitizer> driver{};
};

TYPED_TEST_SUITE_P(OscilloscopeSuite);

TYPED_TEST_P(OscilloscopeSuite, BringsTracesAndTheirQualityOver) {
  const double full_scale_v = 0.3;
  this->driver->set_full_scale(full_scale_v * core::units::v);
  EXPECT_NEAR(this->kept.setting("full_scale_v").applied().value(), full_scale_v, 1e-9);
  for (const std::size_t averages : {1U, 3U}) {
    const hal::CapturedTraces traces =
        this->driver->capture({.frames = 4, .samples = 50, .averages = averages});
    const std::vector<hal::FrameQuality>& quality = traces.quality;
    ASSERT_EQ(quality.size(), 4U);
    EXPECT_TRUE(!quality[0].lost && !quality[0].saturated);
    EXPECT_TRUE(!quality[1].lost && quality[1].saturated);
    EXPECT_TRUE(quality[2].lost);
    for (std::size_t i = 0; i < 50; ++i) {
      EXPECT_NEAR(traces.volts.row(0)[i], this->kept.volts(0, i),
                  0.51 * 1.05 * full_scale_v / TypeParam::codes);
    }
    EXPECT_TRUE(std::ranges::all_of(traces.volts.values(),
                                    [](double volts) { return std::isfinite(volts); }));
  }
  // Shots count on from one acquisition to the next.
  const std::vector<hal::Capture>& requests = this->kept.requests;
  ASSERT_EQ(requests.size(), TypeParam::averages_itself ? 2U : 4U);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i].first_shot, static_cast<std::int64_t>(4 * i));
    EXPECT_EQ(requests[i].averages, TypeParam::averages_itself && i == 1 ? 3U : 1U);
  }
}

TYPED_TEST_P(OscilloscopeSuite, SaysSoWhenNoTriggerComes) {
  this->kept.frames_played = 1;
  expect_error<core::InstrumentError>("instrument.no_trigger", {"digitizer"}, [&] {
    static_cast<void>(this->driver->capture({.frames = 2, .samples = 50}));
  });
  EXPECT_FALSE(this->driver->capture({.frames = 1, .samples = 50}).quality[0].lost);
}

TYPED_TEST_P(OscilloscopeSuite, EndsAtTheDeadlineAndWhenStopped) {
  this->kept.is_held = true;
  expect_error<core::InstrumentError>("instrument.timeout", {"deadline"}, [&] {
    static_cast<void>(this->driver->capture(
        {.samples = 50,
         .deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(30)}));
  });
  std::stop_source stop;
  const std::jthread stopper([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stop.request_stop();
  });
  expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] {
    static_cast<void>(this->driver->capture({.samples = 50, .stop = stop.get_token()}));
  });
}

REGISTER_TYPED_TEST_SUITE_P(OscilloscopeSuite, BringsTracesAndTheirQualityOver,
                            SaysSoWhenNoTriggerComes, EndsAtTheDeadlineAndWhenStopped);

}  // namespace fiberloom::test
