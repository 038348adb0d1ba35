#include <gtest/gtest.h>

#include "scpi_instrument.hpp"

namespace fiberloom::drivers {
namespace {

class ScpiDeviceTest : public testing::Test {
 protected:
  test::ScpiInstrument instrument;
  std::string ask(std::string_view message) { return instrument.device.ask(message); }
  std::string next_error() { return ask("SYST:ERR?"); }
};

TEST_F(ScpiDeviceTest, AnswersTheCommonCommands) {
  EXPECT_EQ(ask("*IDN?\n"), "FIBERLOOM,LOOPBACK,42,1.0\n");
  EXPECT_EQ(ask("*OPC?"), "1\n");
  EXPECT_EQ(ask("*TST?"), "0\n");
  EXPECT_EQ(ask("*ESE 255;*ESE?;*SRE 255;*SRE?"), "255;191\n");
  EXPECT_EQ(ask("*WAI;*CLS"), "");
  EXPECT_EQ(ask("SYST:VERS?"), "1999.0\n");
  ask("*TRG");
  EXPECT_EQ(instrument.num_triggers, 1);
}

TEST_F(ScpiDeviceTest, TakesUnitsAndChecksRanges) {
  ask("pow -3.5DBM");
  EXPECT_EQ(ask("POWER:LEVEL?"), "-3.50000000E+00\n");
  ask("POW MAX");
  EXPECT_EQ(instrument.power, 20.0);
  ask("POW 21");
  EXPECT_EQ(next_error(), "-222,\"Data out of range;21\"\n");
  ask("POW 1 NM");
  EXPECT_EQ(next_error(), "-131,\"Invalid suffix;NM\"\n");
  ask("POW");
  EXPECT_EQ(next_error(), "-109,\"Missing parameter\"\n");
  ask("POW \"1\"");
  EXPECT_EQ(next_error(), "-104,\"Data type error\"\n");
  EXPECT_EQ(next_error(), "0,\"No error\"\n");
  EXPECT_EQ(instrument.power, 20.0);
}

TEST_F(ScpiDeviceTest, PutsWhatItDoesNotKnowIntoItsQueueAndGoesOn) {
  EXPECT_EQ(ask("BOGUS:CMD;:POW?"), "+1.50000000E+00\n");
  EXPECT_EQ(next_error(), "-113,\"Undefined header;BOGUS:CMD\"\n");
  EXPECT_EQ(ask("POW?;!;POW?"), "+1.50000000E+00\n");
  EXPECT_EQ(ask("SYST:ERR:COUN?"), "1\n");
}

TEST_F(ScpiDeviceTest, SetsTheEventBitOfEachClassOfErrors) {
  EXPECT_EQ(ask("*ESR?"), "128\n");  // power on
  EXPECT_EQ(ask("*ESR?"), "0\n");
  ask("BOGUS");
  EXPECT_EQ(ask("*ESR?"), "32\n");
  ask("POW 99");
  EXPECT_EQ(ask("*ESR?"), "16\n");
  instrument.device.report(-310);
  EXPECT_EQ(ask("*ESR?"), "8\n");
  instrument.device.note(QueryFault::interrupted);
  EXPECT_EQ(ask("*ESR?"), "4\n");
  instrument.device.report(201);
  EXPECT_EQ(ask("*ESR?"), "8\n");
}

TEST_F(ScpiDeviceTest, SummarisesInTheStatusByte) {
  ask("*CLS");
  EXPECT_EQ(instrument.device.status_byte(false), 0);
  EXPECT_EQ(instrument.device.status_byte(true), 16);
  ask("*ESE 32;*SRE 32;BOGUS");
  EXPECT_EQ(instrument.device.status_byte(false), 4 + 32 + 64);
  EXPECT_EQ(ask("*STB?"), "100\n");
  ask("*CLS");
  EXPECT_EQ(ask("*STB?"), "0\n");
  EXPECT_EQ(ask("*ESE?"), "32\n");
  instrument.device.status().operation.set_condition(2);
  EXPECT_EQ(ask("STAT:OPER:ENAB 2;COND?"), "2\n");
  EXPECT_EQ(ask("*STB?"), "128\n");
  EXPECT_EQ(ask("STAT:OPER?;:STAT:OPER:EVEN?"), "2;0\n");
}

TEST_F(ScpiDeviceTest, ReportsCompletionOnceNothingIsPending) {
  bool is_busy = true;
  int num_waits = 0;
  ScpiDevice device({.is_busy = [&] { return is_busy; },
                     .wait_until_idle =
                         [&] {
                           ++num_waits;
                           is_busy = false;
                         }});
  EXPECT_EQ(device.ask("*CLS;*OPC;*ESR?"), "0\n");
  is_busy = false;
  EXPECT_EQ(device.ask("*ESR?"), "1\n");
  is_busy = true;
  EXPECT_EQ(device.ask("*OPC?"), "1\n");
  EXPECT_EQ(num_waits, 1);
}

TEST_F(ScpiDeviceTest, TakesAndGivesBlocks) {
  ask(std::string_view("TRAC:DATA #15a\n;\0b\n", 18));
  EXPECT_EQ(instrument.trace, std::string("a\n;\0b", 5));
  EXPECT_EQ(ask("TRAC:DATA?"), std::string("#15a\n;\0b\n", 9));
}

}  // namespace
}  // namespace fiberloom::drivers
