#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/keysight_infiniium/keysight_infiniium.hpp>
#include <fiberloom/drivers/keysight_infiniium/waveform_preamble.hpp>

#include "oscilloscope_suite.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

TEST(KeysightInfiniium, ReadsASegmentForEachFrame) {
  test::ReplayStand stand("digitizer", "keysight_infiniium.txt");
  const auto digitizer = make_keysight_infiniium_digitizer(
      stand.request(), {.channel = 2, .position_s = 1e-8}, stand.transport());
  digitizer->configure();
  EXPECT_EQ(digitizer->identity().serial_number, "MY55160123");
  EXPECT_NEAR(digitizer->setting("full_scale_v").applied().value(), 0.8, 1e-12);
  EXPECT_NEAR(digitizer->set_full_scale(0.4 * units::v).applied.in(units::v), 0.4, 1e-12);
  const hal::CapturedTraces traces = digitizer->capture({.frames = 3, .samples = 4, .averages = 5});
  stand.expect_played_to_the_end();
  const auto first = traces.volts.row(0);
  EXPECT_NEAR(first[0], 0.19, 1e-12);
  EXPECT_NEAR(first[1], 0.19001, 1e-12);
  EXPECT_NEAR(first[2], 0.18999, 1e-12);
  EXPECT_NEAR(first[3], 0.29, 1e-12);
  EXPECT_NEAR(traces.volts.row(1)[0], 0.0, 1e-12);
  EXPECT_FALSE(traces.quality[0].saturated || traces.quality[0].lost);
  EXPECT_TRUE(traces.quality[1].saturated);
  EXPECT_FALSE(traces.quality[1].lost);
  EXPECT_TRUE(traces.quality[2].lost);
}

TEST(KeysightInfiniium, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("digitizer", "keysight_infiniium_refuses.txt");
  const auto digitizer = make_keysight_infiniium_digitizer(stand.request(), {}, stand.transport());
  test::expect_error<core::InstrumentError>("instrument.scpi", {"digitizer", "-113"},
                                            [&] { digitizer->configure(); });
}

// Field by field as the programming guide lists them.
TEST(WaveformPreamble, ReadsTheFieldsThatEveryModelHas) {
  const auto preamble = parse_waveform_preamble(
      "1,2,4000,16,5.0E-11,-1.0E-07,0,2.5E-05,1.25E-01,-3,1,2.0E-07,-1.0E-07,8.0E-01,0.0,"
      "\"1 JAN 2026\",\"12:00:00:00\",\"DSA91304A:MY1\",1,100,2,1,1.3E+10,0.0");
  EXPECT_EQ(preamble, (WaveformPreamble{.points = 4000,
                                        .count = 16,
                                        .x_increment_s = 5e-11,
                                        .x_origin_s = -1e-7,
                                        .y_increment_v = 2.5e-5,
                                        .y_origin_v = 0.125,
                                        .y_reference = -3.0}));
  EXPECT_EQ(parse_waveform_preamble(to_text(*preamble)), preamble);
  for (const char* wrong : {"", "+0", "1,2,3", "1,2,-4,1,1,1,0,1,1,0", "1,2,x,1,1,1,0,1,1,0"}) {
    EXPECT_FALSE(parse_waveform_preamble(wrong).has_value()) << wrong;
  }
}

struct Infiniium {
  static std::unique_ptr<hal::Digitizer> make_driver(const hal::DriverRequest& request,
                                                     std::unique_ptr<Transport> transport) {
    return make_keysight_infiniium_digitizer(request, {.trigger_timeout_s = 0.05},
                                             std::move(transport));
  }
  static Dialect make_dialect(const DialectRequest& request) {
    return make_keysight_infiniium_dialect(request);
  }
  static constexpr double codes = 51200.0;
  static constexpr bool averages_itself = true;
};

}  // namespace
}  // namespace fiberloom::drivers

namespace fiberloom::test {
INSTANTIATE_TYPED_TEST_SUITE_P(KeysightInfiniium, OscilloscopeSuite, drivers::Infiniium);
}  // namespace fiberloom::test
