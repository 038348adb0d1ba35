#include <gtest/gtest.h>

#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <fiberloom/drivers/yokogawa_aq637x/yokogawa_aq637x.hpp>

#include "driver_stand.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using testing::ElementsAre;

TEST(YokogawaAq637x, LogsInAndSweeps) {
  test::ReplayStand stand("spectrum_analyzer", "yokogawa_aq637x.txt");
  const auto analyzer = make_yokogawa_aq637x(
      stand.request(),
      {.has_login = true, .user = "lab", .password = "secret", .sensitivity = "HIGH1"},
      stand.transport());
  analyzer->configure();
  EXPECT_EQ(analyzer->identity().model, "AQ6370D");
  EXPECT_NEAR(analyzer->setting("resolution_nm").applied().value(), 0.05, 1e-9);
  EXPECT_NEAR(analyzer->set_center(1549.125 * units::nm).applied.in(units::nm), 1549.125, 1e-9);
  const hal::OpticalSpectrum spectrum = analyzer->sweep({});
  stand.expect_played_to_the_end();
  ASSERT_EQ(spectrum.wavelength_nm.size(), 3U);
  EXPECT_NEAR(spectrum.wavelength_nm[1], 1549.125, 1e-9);
  EXPECT_THAT(spectrum.power_dbm, ElementsAre(-70.5, 3.25, -71.0));
}

TEST(YokogawaAq637x, ReadsTextIsRefusedAndIsStopped) {
  test::ReplayStand stand("spectrum_analyzer", "yokogawa_aq637x_ascii.txt");
  const auto analyzer = make_yokogawa_aq637x(
      stand.request(), {.has_login = true, .user = "lab", .password = "secret", .is_ascii = true},
      stand.transport());
  analyzer->configure();
  EXPECT_THAT(analyzer->sweep({}).power_dbm, ElementsAre(-70.5, 3.25, -210.0));
  test::expect_error<core::InstrumentError>("instrument.scpi", {"spectrum_analyzer", "-222"},
                                            [&] { analyzer->set_span(20.0 * units::nm); });
  std::stop_source stop;
  stop.request_stop();
  test::expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] {
    static_cast<void>(analyzer->sweep(stop.get_token()));
  });
  stand.expect_played_to_the_end();
}

class KeptAnalyzer final : public hal::SpectrumAnalyzer {
 public:
  explicit KeptAnalyzer(const hal::BenchAccess& bench) : SpectrumAnalyzer("osa-1", bench, {}) {}
  hal::OpticalSpectrum sweep(const std::stop_token&) override {
    return {.wavelength_nm = {1540.0, 1550.25, 1560.0}, .power_dbm = {-80.0, 2.5, -79.0}};
  }

 private:
  hal::Identity do_configure() override {
    for (hal::Setting* setting : settings()) {
      setting->read_back(setting->spec().minimum);
    }
    return {.vendor = "test"};
  }
  void do_make_safe() noexcept override {}
  core::Wavelength write_center(core::Wavelength center) override { return center; }
  core::Wavelength write_span(core::Wavelength span) override { return span; }
  core::Wavelength write_resolution(core::Wavelength resolution) override { return resolution; }
};

class YokogawaOverTcp : public testing::Test {
 protected:
  YokogawaOverTcp() { kept.configure(); }

  std::unique_ptr<hal::SpectrumAnalyzer> connect(YokogawaAq637xConfig config) {
    config.has_login = true;
    return make_yokogawa_aq637x(stand.request(), config,
                                make_tcp_transport("127.0.0.1", server.port()));
  }

  test::ReplayStand stand{"spectrum_analyzer", "yokogawa_aq637x.txt"};
  KeptAnalyzer kept{stand.request().bench};
  Dialect dialect =
      make_yokogawa_aq637x_dialect({.instrument = kept, .options = "user=lab&password=secret"});
  StreamServer server{{}, dialect.serve};
};

TEST_F(YokogawaOverTcp, AnybodyAndItsUserAreLetIn) {
  for (const YokogawaAq637xConfig& config :
       {YokogawaAq637xConfig{}, YokogawaAq637xConfig{.user = "lab", .password = "secret"},
        YokogawaAq637xConfig{.is_ascii = true}}) {
    const auto analyzer = connect(config);
    analyzer->configure();
    EXPECT_NEAR(analyzer->set_center(1550.0 * units::nm).applied.in(units::nm), 1550.0, 1e-4);
    EXPECT_NEAR(kept.setting("center_wavelength_nm").applied().value(), 1550.0, 1e-9);
    const hal::OpticalSpectrum spectrum = analyzer->sweep({});
    ASSERT_EQ(spectrum.wavelength_nm.size(), 3U);
    EXPECT_NEAR(spectrum.wavelength_nm[1], 1550.25, 1e-4);
    EXPECT_NEAR(spectrum.power_dbm[1], 2.5, 1e-9);
  }
}

TEST_F(YokogawaOverTcp, AWrongPasswordIsNot) {
  const auto analyzer = connect({.user = "lab", .password = "guessed"});
  test::expect_error<core::InstrumentError>("transport.closed", {"spectrum_analyzer"},
                                            [&] { analyzer->configure(); });
}

}  // namespace
}  // namespace fiberloom::drivers
