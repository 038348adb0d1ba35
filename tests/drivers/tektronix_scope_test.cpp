#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>

#include "oscilloscope_suite.hpp"

namespace fiberloom::drivers {
namespace {

TEST(TektronixScope, AveragesWhatFastFrameTakes) {
  test::ReplayStand stand("digitizer", "tektronix_mso.txt");
  const auto digitizer = make_tektronix_scope(stand.request(), {.channel = 3}, stand.transport());
  digitizer->configure();
  EXPECT_EQ(digitizer->identity().model, "MSO68B");
  EXPECT_NEAR(digitizer->setting("full_scale_v").applied().value(), 0.4, 1e-12);
  const hal::CapturedTraces traces = digitizer->capture({.frames = 3, .samples = 2, .averages = 2});
  stand.expect_played_to_the_end();
  // (code + 100) * 10 uV + 190 mV, the mean of both acquisitions.
  EXPECT_NEAR(traces.volts.row(0)[0], 0.5 * (0.191 + 0.193), 1e-12);
  EXPECT_NEAR(traces.volts.row(0)[1], 0.201, 1e-12);
  EXPECT_FALSE(traces.quality[0].saturated || traces.quality[0].lost);
  EXPECT_TRUE(traces.quality[1].saturated);
  EXPECT_TRUE(traces.quality[2].lost);
}

TEST(TektronixScope, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("digitizer", "tektronix_mso_refuses.txt");
  const auto digitizer = make_tektronix_scope(stand.request(), {.channel = 3}, stand.transport());
  test::expect_error<core::InstrumentError>("instrument.scpi",
                                            {"digitizer", "set-up", "Undefined header"},
                                            [&] { digitizer->configure(); });
}

// Two series: with the name of the waveform, and without it and the order of points.
TEST(TektronixPreamble, IsFoundWhereverItsFieldsStand) {
  const TektronixPreamble wanted{
      .points = 5000, .y_multiplier_v = 4e-4, .y_offset = -12.0, .y_zero_v = 0.25};
  EXPECT_EQ(parse_tektronix_preamble("2;16;BINARY;RI;LSB;\"Ch1; DC, 5000 points\";5000;Y;LINEAR;"
                                     "\"s\";4.0E-10;0.0E+0;0;\"V\";400.0E-6;-12.0;250.0E-3;TIME"),
            wanted);
  EXPECT_EQ(parse_tektronix_preamble("2;16;BIN;RI;MSB;5000;Y;\"s\";4.0E-10;0.0E+0;0;\"V\";4.0E-4;"
                                     "-12;2.5E-1"),
            wanted);
  for (const char* wrong :
       {"", "+0", "2;16;BIN;RI;MSB;5000;Y", "2;16;MSB;5000;\"V\";1;2", "2;16;MSB;\"V\";x;2;3"}) {
    EXPECT_FALSE(parse_tektronix_preamble(wrong).has_value()) << wrong;
  }
}

struct Tektronix {
  static std::unique_ptr<hal::Digitizer> make_driver(const hal::DriverRequest& request,
                                                     std::unique_ptr<Transport> transport) {
    return make_tektronix_scope(request, {.trigger_timeout_s = 0.05}, std::move(transport));
  }
  static Dialect make_dialect(const DialectRequest& request) {
    return make_tektronix_scope_dialect(request);
  }
  static constexpr double codes = 51200.0;
  static constexpr bool averages_itself = false;
};

}  // namespace
}  // namespace fiberloom::drivers

namespace fiberloom::test {
INSTANTIATE_TYPED_TEST_SUITE_P(Tektronix, OscilloscopeSuite, drivers::Tektronix);
}  // namespace fiberloom::test
