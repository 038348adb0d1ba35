#include <gtest/gtest.h>

#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/itla/itla.hpp>
#include <fiberloom/drivers/itla/itla_frame.hpp>
#include <fiberloom/drivers/itla/itla_registers.hpp>
#include <fiberloom/drivers/itla/itla_tuning.hpp>
#include <vector>

#include "dialect_stand.hpp"
#include "hex_bytes.hpp"
#include "lit_source.hpp"
#include "memory_stream.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
namespace reg = itla_register;

std::string write_frame(std::uint8_t register_number, std::uint16_t data) {
  return test::to_hex(
      encode(ItlaRequest{.is_write = true, .register_number = register_number, .data = data}));
}

// Frames that documents of several makers print.
TEST(ItlaFrame, IsWhatTheDocumentsPrint) {
  EXPECT_EQ(test::to_hex(encode(ItlaRequest{})), "00000000");
  EXPECT_EQ(write_frame(reg::res_ena, itla_soft_enable), "81320008");
  EXPECT_EQ(write_frame(reg::res_ena, 0), "01320000");
  EXPECT_EQ(write_frame(reg::pwr, 1000), "613103e8");
  EXPECT_EQ(write_frame(reg::pwr, 0xfe0c), "e131fe0c") << "-5 dBm";
  EXPECT_EQ(write_frame(reg::channel, 1), "31300001");
  EXPECT_EQ(write_frame(reg::grid, 500), "c13401f4");
  EXPECT_EQ(test::to_hex(encode(ItlaRequest{.register_number = reg::oop})), "60420000");
  EXPECT_EQ(test::to_hex(encode(ItlaRequest{.register_number = reg::ctemp})), "70430000");
  EXPECT_EQ(test::to_hex(encode(ItlaResponse{.data = itla_module_ready})), "54000010");
  EXPECT_EQ(test::to_hex(encode(
                ItlaResponse{.status = ItlaStatus::execution_error, .register_number = reg::pwr})),
            "75310000");
}

TEST(ItlaFrame, IsReadBackAndOnlyWithItsChecksum) {
  const ItlaRequest request{.is_write = true, .register_number = 0x31, .data = 0xfe0c};
  EXPECT_EQ(decode_itla_request(test::from_hex("e131fe0c")), request);
  EXPECT_EQ(decode_itla_response(test::from_hex("54000010")), (ItlaResponse{.data = 0x0010}));
  EXPECT_EQ(decode_itla_response(test::from_hex("10000010")), (ItlaResponse{.data = 0x0010}))
      << "some modules leave bit 2 at 0";
  const std::string good = test::from_hex("e131fe0c");
  for (std::size_t bit = 0; bit < 32; ++bit) {
    std::string spoilt = good;
    spoilt[bit / 8] = static_cast<char>(spoilt[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(decode_itla_request(spoilt)) << "bit " << bit;
  }
  EXPECT_FALSE(decode_itla_request(good.substr(1)));
  EXPECT_FALSE(decode_itla_response(""));
}

TEST(ItlaTuning, SplitsAFrequencyAsTheDocumentsDo) {
  const ItlaTuning tuning = tuning_at(194.175125 * units::thz, true, 500);
  EXPECT_EQ(write_frame(reg::fcf1, tuning.first_thz), "913500c2");
  EXPECT_EQ(write_frame(reg::fcf2, tuning.first_tenth_ghz), "813606d7");
  EXPECT_EQ(write_frame(reg::fcf3, static_cast<std::uint16_t>(tuning.first_mhz)), "81670019");
  EXPECT_NEAR(frequency_of(tuning_at(194.175125 * units::thz, false, 500)).in(units::thz), 194.1751,
              1e-9);
}

TEST(ItlaTuning, CountsChannelsFromTheFirst) {
  const ItlaTuning tuning{.first_thz = 191,
                          .first_tenth_ghz = 5000,
                          .first_mhz = 20,
                          .grid_tenth_ghz = -500,
                          .channel = 4,
                          .fine_tune_mhz = -7};
  EXPECT_NEAR(frequency_of(tuning).in(units::ghz), 191500.0 - 150.0 + 0.013, 1e-6);
}

// Written by hand from the agreement: the module stands at its fourth channel and has latched bits from before.
TEST(ItlaLaser, SpeaksAsTheAgreementSays) {
  test::ReplayStand stand("laser", "itla_laser.txt");
  const auto laser = make_itla_laser(stand.request(), stand.open());
  laser->configure();
  EXPECT_EQ(laser->identity(), (hal::Identity{.vendor = "Pure Photonics",
                                              .model = "PPCL300",
                                              .serial_number = "CRTNH33012",
                                              .firmware = "CP:8:1.3"}));
  EXPECT_NEAR(laser->setting("wavelength_nm").applied().value(), 299792.458 / 191.65, 1e-9);
  EXPECT_DOUBLE_EQ(laser->setting("output_power_dbm").applied().value(), 7.0);
  const core::Wavelength applied = laser->set_wavelength(1543.92823 * units::nm).applied;
  EXPECT_NEAR(core::optical_frequency(applied).in(units::mhz), 194175126.0, 1e-3);
  EXPECT_NEAR(core::to_dbm(laser->set_output_power(core::from_dbm(10.0)).applied), 10.0, 1e-12);
  laser->arm();
  test::emit(*laser);
  test::expect_error<core::InstrumentError>("instrument.emitting", {"laser", "in the dark only"},
                                            [&] { laser->set_wavelength(1550.0 * units::nm); });
  laser->make_safe();
  stand.expect_played_to_the_end();
}

// A module of release 01.2 on a line that damages one request and one answer.
TEST(ItlaLaser, AsksAgainForWhatWasDamagedAndSaysWhyItWasRefused) {
  test::ReplayStand stand("laser", "itla_laser_refuses.txt");
  const auto laser = make_itla_laser(stand.request(), stand.open());
  laser->configure();
  EXPECT_EQ(laser->identity().model, "PPCL200");
  test::expect_error<core::InstrumentError>("instrument.itla",
                                            {"laser", "PWR (0x31)", "outside its range (RVE)"},
                                            [&] { laser->set_output_power(core::from_dbm(16.0)); });
  stand.expect_played_to_the_end();
}

// Frames to a module and what it answers to each.
class ItlaModuleTest : public testing::Test {
 protected:
  test::DialectStand<test::FakeLaser> stand{};

  std::vector<ItlaResponse> answers(const Dialect& dialect, const std::string& frames) {
    test::FakeStream stream(frames, itla_frame_bytes);
    test::expect_error<core::InstrumentError>("transport.closed", {},
                                              [&] { dialect.serve(stream, {}); });
    std::vector<ItlaResponse> responses;
    for (std::size_t at = 0; at < stream.written.size(); at += itla_frame_bytes) {
      responses.push_back(
          decode_itla_response(stream.written.substr(at, itla_frame_bytes)).value());
    }
    return responses;
  }
};

TEST_F(ItlaModuleTest, LightTakesItsTimeAndTheDarkDoesNot) {
  const Dialect dialect = make_itla_dialect(stand.request("virtual_enable_polls=2"));
  const auto on = answers(dialect, test::from_hex("81320008 00000000"));
  ASSERT_EQ(on.size(), 2U);
  EXPECT_EQ(on[0].status, ItlaStatus::pending);
  EXPECT_EQ(on[1].data, 0x0110);
  EXPECT_FALSE(stand.is_lit);
  // PWR in between is refused: an operation goes on.
  const auto meanwhile = answers(dialect, test::from_hex("613103E8 00000000 00000000"));
  EXPECT_EQ(meanwhile[0].status, ItlaStatus::execution_error);
  EXPECT_EQ(meanwhile[1].data, 0x0114);
  EXPECT_EQ(meanwhile[2].data, 0x0014);
  EXPECT_TRUE(stand.is_lit);
  EXPECT_EQ(answers(dialect, test::from_hex("01320000"))[0].status, ItlaStatus::ok);
  EXPECT_FALSE(stand.is_lit);
}

TEST_F(ItlaModuleTest, ChangesItsFirstChannelInTheDarkOnly) {
  const Dialect dialect = make_itla_dialect(stand.request("virtual_enable_polls=1"));
  const std::string frequency = test::from_hex("913500C2 813606D7 81670019");
  for (const ItlaResponse& response : answers(dialect, frequency)) {
    EXPECT_EQ(response.status, ItlaStatus::ok);
  }
  EXPECT_NEAR(stand.applied("wavelength_nm"), 299792.458 / 194.175125, 1e-9);
  const auto lit = answers(dialect, test::from_hex("81320008 00000000 913500C2 00000000"));
  EXPECT_EQ(lit[2].status, ItlaStatus::execution_error);
  EXPECT_EQ(lit[3].data, 0x0019) << "CIE";
  EXPECT_TRUE(stand.is_lit);
}

TEST_F(ItlaModuleTest, RefusesToEmitWhereItHasNoLight) {
  const Dialect dialect = make_itla_dialect(stand.request());
  // FCF1 = 1 THz alone is taken, as one part of three; to emit there is not.
  const auto far = answers(
      dialect, encode(ItlaRequest{.is_write = true, .register_number = reg::fcf1, .data = 1}) +
                   test::from_hex("81320008 00000000"));
  EXPECT_EQ(far[0].status, ItlaStatus::ok);
  EXPECT_EQ(far[1].status, ItlaStatus::execution_error);
  EXPECT_EQ(far[2].data & 0xf, 0xa) << "IVC";
  EXPECT_FALSE(stand.is_lit);
}

TEST_F(ItlaModuleTest, AnswersADamagedFrameWithAComplaintAndItsLastWordsWhenAsked) {
  const Dialect dialect = make_itla_dialect(stand.request());
  std::string frames = test::from_hex("71310000");  // reads PWR, with a wrong checksum
  const auto answer = answers(dialect, frames);
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_TRUE(answer[0].has_checksum_error);
  const auto again = answers(dialect, test::from_hex("20310000 88000000") +
                                          encode(ItlaRequest{.register_number = reg::status_f}));
  EXPECT_EQ(again[0].data, 500) << "5 dBm";
  EXPECT_EQ(again[1], again[0]);
  EXPECT_EQ(again[2].data, 0x0040) << "CEL";
}

TEST_F(ItlaModuleTest, OfTheOlderReleaseHasNoPartInMegahertz) {
  const Dialect dialect = make_itla_dialect(stand.request("virtual_release=1.2"));
  const auto refused = answers(dialect, test::from_hex("81670019 00000000"));
  EXPECT_EQ(refused[0].status, ItlaStatus::execution_error);
  EXPECT_EQ(refused[1].data & 0xf, 0x1) << "RNI";
}

}  // namespace
}  // namespace fiberloom::drivers
