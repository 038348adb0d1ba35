#include <gtest/gtest.h>

#include <fiberloom/drivers/exfo_attenuator/exfo_attenuator.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_attenuator.hpp>

#include "dialect_stand.hpp"
#include "memory_stream.hpp"

namespace fiberloom::drivers {
namespace {

using AttenuatorStand = test::DialectStand<test::FakeAttenuator>;

// Written by hand after what public programs for these instruments send. This one counts 2.5 dB of insertion loss.
TEST(ExfoAttenuator, CountsDownwardsAndOpensItsShutterWithTheFirstAttenuation) {
  test::ReplayStand stand("variable_attenuator", "exfo_attenuator.txt");
  const auto attenuator =
      make_exfo_attenuator(stand.request(), {.insertion_loss_db = 2.5}, stand.transport());
  attenuator->configure();
  EXPECT_EQ(attenuator->identity().model, "FVA-3100");
  EXPECT_DOUBLE_EQ(attenuator->setting("attenuation_db").applied().value(), 30.0);
  EXPECT_DOUBLE_EQ(attenuator->set_attenuation(core::Decibel(12.5)).applied.value(), 12.5);
  EXPECT_NEAR(attenuator->set_attenuation(core::Decibel(3.0049)).applied.value(), 3.005, 1e-9);
  attenuator->make_safe();
  EXPECT_EQ(attenuator->setting("attenuation_db").applied(), 30.0);
  stand.expect_played_to_the_end();
}

TEST(ExfoAttenuatorDialect, TakesNegativeDecibelsAndBlocksTheBeam) {
  AttenuatorStand stand;
  const Dialect served = make_exfo_attenuator_dialect(stand.request());
  test::tell(served, "ATT -10.000 DB\n");
  EXPECT_EQ(stand.applied("attenuation_db"), 10.0);
  EXPECT_EQ(served.device->ask("ATT?\n"), "-10.000\n");
  test::tell(served, "ATT 5 DB\n");
  EXPECT_EQ(stand.applied("attenuation_db"), 10.0) << "a gain is out of range";
  test::tell(served, "D 1\n");
  EXPECT_EQ(stand.applied("attenuation_db"), 30.0);
  EXPECT_EQ(served.device->ask("ATT?\n"), "-10.000\n");
  test::tell(served, "D 0\n");
  EXPECT_EQ(stand.applied("attenuation_db"), 10.0);
  test::tell(served, "WVL 1310.0 nm\n");
  EXPECT_EQ(served.device->ask("WVL?\n"), "1310.0\n");
}

// Written by hand after what two public programs for this instrument expect: it echoes, does not know its position at first,
// counts 0.8 dB of insertion loss, and refuses its least attenuation.
TEST(OzAttenuator, IsSentHomeAndMovesBesideItsInsertionLoss) {
  test::ReplayStand stand("variable_attenuator", "oz_attenuator.txt");
  const auto attenuator =
      make_oz_attenuator(stand.request(), {.serial_number = "4711"}, stand.open());
  attenuator->configure();
  EXPECT_EQ(attenuator->identity(),
            (hal::Identity{.vendor = "OZ Optics", .model = "DD-100", .serial_number = "4711"}));
  EXPECT_NEAR(attenuator->setting("attenuation_db").applied().value(), 59.2, 1e-9);
  EXPECT_NEAR(attenuator->set_attenuation(core::Decibel(12.5)).applied.value(), 12.5, 1e-9);
  test::expect_error<core::InstrumentError>(
      "instrument.oz", {"variable_attenuator", "A0.80", "Error!"},
      [&] { attenuator->set_attenuation(core::Decibel(0.0)); });
  attenuator->make_safe();
  EXPECT_EQ(attenuator->setting("attenuation_db").applied(), 30.0);
  stand.expect_played_to_the_end();
}

std::string served(const Dialect& dialect, const std::string& commands) {
  test::FakeStream stream(commands, 3);
  test::expect_error<core::InstrumentError>("transport.closed", {},
                                            [&] { dialect.serve(stream, {}); });
  return stream.written;
}

TEST(OzAttenuatorDialect, AnswersLinesThatEndInDone) {
  AttenuatorStand stand;
  const Dialect dialect = make_oz_attenuator_dialect(stand.request());
  EXPECT_EQ(served(dialect, "CD\r\n"), "IL:0.85\r\nMAX ATTEN:30.85\r\nDone\r\n\r\n");
  EXPECT_EQ(served(dialect, "A13.35\rD\r"),
            "Pos:1250\r\nDone\r\n\r\nDPos:1250\r\nATTEN:13.35\r\nDone\r\n\r\n");
  EXPECT_NEAR(stand.applied("attenuation_db"), 12.5, 1e-9);
  EXPECT_EQ(served(dialect, "A40\rAxy\rZ\r"), "Error!\r\nError!\r\nError!\r\n");
  EXPECT_NEAR(stand.applied("attenuation_db"), 12.5, 1e-9);
}

TEST(OzAttenuatorDialect, MovesOnlyOnceItWasHome) {
  AttenuatorStand stand;
  const Dialect dialect = make_oz_attenuator_dialect(stand.request("virtual_needs_home=1"));
  EXPECT_EQ(served(dialect, "A13.35\r"), "Error!\r\n");
  EXPECT_EQ(served(dialect, "H\rA13.35\r"), "Done\r\n\r\nPos:1250\r\nDone\r\n\r\n");
}

}  // namespace
}  // namespace fiberloom::drivers
