#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/agilent_33500/agilent_33500.hpp>
#include <fiberloom/drivers/scpi/error.hpp>
#include <random>

#include "dialect_wire.hpp"
#include "driver_stand.hpp"
#include "kept_generator.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using Complex = std::complex<double>;

class Agilent33500 : public testing::Test {
 protected:
  hal::DriverRequest request(test::ReplayStand& stand) {
    hal::DriverRequest request = stand.request();
    request.instrument.sample_rate_gsa_per_s = 0.2;
    return request;
  }
};

TEST_F(Agilent33500, LoadsBothChannelsInTheDarkAndSwitchesThemOn) {
  test::ReplayStand stand("waveform_generator", "agilent_33500.txt");
  const auto generator = make_agilent_33500(request(stand), {}, stand.transport());
  generator->configure();
  EXPECT_EQ(generator->identity().model, "33522B");
  EXPECT_DOUBLE_EQ(generator->setting("amplitude_v").applied().value(), 0.5);
  hal::LoadedWaveform waveform{.samples = core::FieldBatch<double>(1, 2), .mean_transmission = 0.3};
  waveform.samples.values()[0] = {1.0, 0.0};
  waveform.samples.values()[1] = {-1.0, 0.0};
  generator->upload(waveform);
  generator->play();
  generator->make_safe();
  stand.expect_played_to_the_end();
}

TEST_F(Agilent33500, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("waveform_generator", "agilent_33500_refuses.txt");
  const auto generator = make_agilent_33500(request(stand), {}, stand.transport());
  test::expect_error<core::InstrumentError>("instrument.scpi", {"waveform_generator", "-241"},
                                            [&] { generator->configure(); });
}

TEST_F(Agilent33500, RefusesARateBeyondItsOwnAndFramesBeyondItsMemory) {
  test::ReplayStand stand("waveform_generator", "agilent_33500.txt");
  test::expect_error<core::InputError>("input.sample_rate", {"120", "0.25"}, [&] {
    static_cast<void>(make_agilent_33500(stand.request(), {}, stand.transport()));
  });
  const auto generator =
      make_agilent_33500(request(stand), {.memory_samples = 64}, stand.transport());
  generator->configure();
  const hal::LoadedWaveform waveform{.samples = core::FieldBatch<double>(2, 15),
                                     .mean_transmission = 0.2};
  test::expect_error<core::InputError>("input.shape", {"waveform_generator"},
                                       [&] { generator->upload(waveform); });
}

TEST_F(Agilent33500, ItsDialectHandsFramesOverAndKeepsTheMean) {
  test::ReplayStand stand("waveform_generator", "agilent_33500.txt");
  test::KeptGenerator kept(stand.request().bench);
  kept.configure();
  const Dialect dialect = make_agilent_33500_dialect({.instrument = kept});
  const auto generator =
      make_agilent_33500(request(stand), {}, std::make_unique<test::DialectWire>(dialect.device));
  generator->configure();
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> level(-0.9, 0.9);
  hal::LoadedWaveform sent{.samples = core::FieldBatch<double>(4, 33), .mean_transmission = 0.2};
  for (const int repeat : {1, 2}) {
    for (Complex& sample : sent.samples.values()) {
      sample = {level(random), 0.1 * repeat * level(random)};
    }
    generator->load(sent);
    ASSERT_TRUE(kept.is_playing);
    EXPECT_NEAR(kept.played.mean_transmission, 0.2, 2e-4);
    ASSERT_EQ(kept.played.samples.batch(), 4U);
    ASSERT_EQ(kept.played.samples.samples(), 33U);
    for (std::size_t i = 0; i < sent.samples.values().size(); ++i) {
      EXPECT_EQ(kept.played.samples.values()[i].real(),
                (std::floor(32768.0 * sent.samples.values()[i].real()) + 0.5) / 32768.0);
    }
  }
  EXPECT_EQ(dialect.device->ask("SOUR1:DATA:ARB:DAC F4X33,#18abcdefgh"), "");
  EXPECT_EQ(dialect.device->ask("SYST:ERR?").substr(0, 4), "-223");
  EXPECT_EQ(dialect.device->ask("SOUR1:DATA:ARB:DAC F4X33,#216abcdefghabcdefgh"), "");
  EXPECT_EQ(dialect.device->ask("SYST:ERR?").substr(0, 3), "786") << "the same name twice";
  generator->make_safe();
  EXPECT_FALSE(kept.is_playing);
}

}  // namespace
}  // namespace fiberloom::drivers
