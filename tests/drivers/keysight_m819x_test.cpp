#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <fiberloom/drivers/keysight_m819x/m819x_memory.hpp>
#include <fiberloom/drivers/scpi/error.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <numbers>
#include <random>

#include "dialect_wire.hpp"
#include "driver_stand.hpp"
#include "kept_generator.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using Complex = std::complex<double>;

// An M8195A whose memory wants short segments, so that people can read what is sent.
M819xModel short_table_model() {
  M819xModel model = m819x_model("m8195a");
  model.granularity = 4;
  model.least_samples = 4;
  model.memory_samples = 64;
  model.highest_rate_gsa_per_s = 120.0;
  return model;
}

hal::LoadedWaveform waveform(std::size_t frames, const std::vector<Complex>& samples,
                             double mean_transmission) {
  hal::LoadedWaveform loaded{.samples = core::FieldBatch<double>(frames, samples.size() / frames),
                             .mean_transmission = mean_transmission};
  std::ranges::copy(samples, loaded.samples.values().begin());
  return loaded;
}

TEST(KeysightM8195a, PlaysFramesAndFillerFromItsTableAndFallsSilent) {
  test::ReplayStand stand("waveform_generator", "keysight_m8195a.txt");
  const auto generator = make_keysight_m819x_generator(
      stand.request(), {.model = short_table_model(), .driver_gain = 4.0}, stand.transport());
  generator->configure();
  EXPECT_EQ(generator->identity().model, "M8195A");
  EXPECT_DOUBLE_EQ(generator->setting("amplitude_v").applied().value(), 1.0);
  generator->upload(waveform(2, {{1.0, 1.0}, {-1.0, 1.0}, {0.0, 0.0}, {0.0, 0.0}}, 0.3));
  generator->play();
  generator->make_safe();
  stand.expect_played_to_the_end();
}

TEST(KeysightM8194a, SendsItsOneSegmentWhenItIsToBePlayed) {
  test::ReplayStand stand("waveform_generator", "keysight_m8194a.txt");
  const auto generator = make_keysight_m819x_generator(
      stand.request(), {.model = m819x_model("m8194a")}, stand.transport());
  generator->configure();
  generator->upload(waveform(1, std::vector<Complex>(8, {0.5, -0.5}), 0.1));
  generator->play();
  stand.expect_played_to_the_end();
}

TEST(KeysightM8194a, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("waveform_generator", "keysight_m8194a_refuses.txt");
  const auto generator = make_keysight_m819x_generator(
      stand.request(), {.model = m819x_model("m8194a")}, stand.transport());
  test::expect_error<core::InstrumentError>("instrument.scpi", {"waveform_generator", "-221"},
                                            [&] { generator->configure(); });
}

TEST(KeysightM819x, RefusesARateAndALengthThatItDoesNotHave) {
  test::ReplayStand stand("waveform_generator", "keysight_m8194a.txt");
  test::expect_error<core::InputError>("input.sample_rate", {"120", "m8195a", "model"}, [&] {
    static_cast<void>(make_keysight_m819x_generator(
        stand.request(), {.model = m819x_model("m8195a")}, stand.transport()));
  });
}

// Words of the M8190A guide's table of control bits, from the highest bit down.
TEST(M819xMemory, RowsOfTheTableAreSixBigEndianWords) {
  const std::vector<SequenceRow> rows{
      {.control = SequenceRow::start_of_sequence | SequenceRow::marker,
       .segment_loops = 7,
       .segment = 0x010203},
      {.control = SequenceRow::end_of_sequence | SequenceRow::end_of_scenario |
                  SequenceRow::repeat_until_event}};
  const std::string bytes = encode(rows);
  using namespace std::string_literals;
  EXPECT_EQ(bytes,
            "\x11\0\0\0\0\0\0\1\0\0\0\7\0\1\2\3\0\0\0\0\xff\xff\xff\xff"
            "\x60\x10\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\0\xff\xff\xff\xff"s);
  EXPECT_EQ(decode_rows(bytes), rows);
  EXPECT_FALSE(decode_rows("12345").has_value());
}

TEST(M819xMemory, TwelveBitsStandInTheUpperBitsOfAWord) {
  const M819xModel& model = m819x_model("m8190a");
  const std::vector<int> codes{-2048, -1, 0, 1, 2047};
  using namespace std::string_literals;
  const std::string bytes = "\x80\x00\xff\xf0\x00\x00\x00\x10\x7f\xf0"s;
  EXPECT_EQ(encode_codes(codes, model), bytes);
  EXPECT_EQ(decode_codes(bytes, model), codes);
  EXPECT_FALSE(decode_codes("123", model).has_value());
}

TEST(M819xMemory, ALayoutSurvivesAsANameAndOtherNamesAreNone) {
  const FrameLayout layout{.frames = 3, .samples = 64, .frame_loops = 2, .filler_loops = 5};
  EXPECT_EQ(to_text(layout), "3 frames of 64 samples, 2 and 5 times");
  EXPECT_EQ(parse_frame_layout(to_text(layout)), layout);
  for (const char* other :
       {"", "wfm", "3 frames of 64 samples", "3 frames of 64 samples, 2 and 5"}) {
    EXPECT_FALSE(parse_frame_layout(other).has_value()) << other;
  }
}

// Mean power behind the modulator of frames and filler, by the formula of its two arms.
TEST(MeanPowerFiller, BringsTheMeanToWhatIsWanted) {
  for (const double frames : {0.0, 0.002, 0.0069, 0.05, 0.3}) {
    for (const double wanted : {0.001, 0.0069, 0.02, 0.25}) {
      FillerPlan plan{.frame_transmission = std::max(frames, 1.9e-5),
                      .wanted_transmission = wanted,
                      .frame_loops = 2,
                      .bits = 8};
      const std::size_t loops = least_filler_loops(plan);
      EXPECT_GE(loops, 2U);
      double filler = 0.0;
      const std::vector<int> codes = filler_codes(plan, loops, 1280);
      for (const int code : codes) {
        filler +=
            std::pow(std::sin(0.5 * std::numbers::pi * (code + 0.5) / 128.0), 2) / 2.0 / 1280.0;
      }
      const double mean = (2.0 * plan.frame_transmission + static_cast<double>(loops) * filler) /
                          (2.0 + static_cast<double>(loops));
      EXPECT_NEAR(mean, wanted, 1e-3 * wanted) << frames;
    }
  }
}

TEST(MeanPowerFiller, RefusesAMeanThatNoFillerReaches) {
  for (const double wanted : {0.6, 0.5, 1e-5, 0.0}) {
    test::expect_error<core::InputError>("input.mean_transmission", {"filler"}, [&] {
      static_cast<void>(least_filler_loops(
          {.frame_transmission = 0.1, .wanted_transmission = wanted, .frame_loops = 2, .bits = 8}));
    });
  }
}

class DriverAndDialect : public testing::TestWithParam<const char*> {};

// Eight bits decide once: what arrives are the levels that a converter in the same program would have made.
TEST_P(DriverAndDialect, HandFramesOverBitByBitAndKeepTheMean) {
  const std::string model = GetParam();
  test::ReplayStand stand("waveform_generator", "keysight_m8194a.txt");
  hal::DriverRequest request = stand.request();
  test::KeptGenerator kept(request.bench);
  kept.configure();
  const Dialect dialect =
      make_keysight_m819x_dialect({.instrument = kept, .options = "model=" + model});
  M819xModel known = m819x_model(model);
  known.least_rate_gsa_per_s = 0.0;
  request.instrument.sample_rate_gsa_per_s = known.highest_rate_gsa_per_s;
  const auto generator = make_keysight_m819x_generator(
      request, {.model = known}, std::make_unique<test::DialectWire>(dialect.device));
  generator->configure();

  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> level(-1.1, 1.1);
  std::vector<Complex> samples(static_cast<std::size_t>(5) * 48);
  for (const int repeat : {1, 2, 3}) {
    for (Complex& sample : samples) {
      sample = {0.1 * level(random) * repeat, level(random)};
    }
    const hal::LoadedWaveform sent = waveform(5, samples, 0.2);
    generator->upload(sent);
    EXPECT_EQ(kept.is_playing, repeat > 1);
    generator->play();
    ASSERT_TRUE(kept.is_playing);
    EXPECT_NEAR(kept.played.mean_transmission, 0.2, 2e-4);
    ASSERT_EQ(kept.played.samples.batch(), 5U);
    ASSERT_EQ(kept.played.samples.samples(), 48U);
    const double half = std::pow(2.0, known.bits - 1);
    const auto converted = [half](double x) {
      return (std::min(std::floor(half * std::clamp(x, -1.0, 1.0)), half - 1.0) + 0.5) / half;
    };
    for (std::size_t i = 0; i < samples.size(); ++i) {
      EXPECT_EQ(kept.played.samples.values()[i].real(), converted(samples[i].real()));
      EXPECT_EQ(kept.played.samples.values()[i].imag(), converted(samples[i].imag()));
    }
  }
  EXPECT_NEAR(generator->set_amplitude(2.0 * units::v).applied.in(units::v), 2.0, 1e-9);
  EXPECT_NEAR(kept.setting("amplitude_v").applied().value(), 2.0, 1e-9);
  generator->make_safe();
  EXPECT_FALSE(kept.is_playing);
}

INSTANTIATE_TEST_SUITE_P(KeysightM819x, DriverAndDialect,
                         testing::Values("m8190a", "m8194a", "m8195a", "m8196a"));

TEST(KeysightM819xDialect, ComplainsAsTheInstrumentDoes) {
  test::ReplayStand stand("waveform_generator", "keysight_m8194a.txt");
  test::KeptGenerator kept(stand.request().bench);
  kept.configure();
  const Dialect dialect =
      make_keysight_m819x_dialect({.instrument = kept, .options = "model=m8195a"});
  const std::vector<std::pair<const char*, int>> wrong{
      {"TRAC1:DEF 1,1279", -222},      {"TRAC1:DEF 1,1281", -222},
      {"TRAC2:DEF 1,1280", -222},      {"TRAC1:DATA 1,0,#11x", -224},
      {"FREQ:RAST 1e12", -222},        {"VOLT1 2", -222},
      {"STAB:DATA 0,#15abcde", -161},  {"INIT:IMM;:OUTP1 ON;:OUTP4 ON", -221},
      {"TRAC1:DEF 2,8589934592", -225}};
  for (const auto& [command, code] : wrong) {
    EXPECT_EQ(dialect.device->ask(command), "") << command;
    const auto error = parse_scpi_error(dialect.device->ask("SYST:ERR?"));
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, code) << command;
  }
  EXPECT_FALSE(kept.is_playing);
}

}  // namespace
}  // namespace fiberloom::drivers
