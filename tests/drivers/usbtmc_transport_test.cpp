#include <fiberloom/drivers/usbtmc/usbtmc_transport.hpp>
#include <filesystem>
#include <fstream>

#include "expect_error.hpp"

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

// There is no instrument on USB here: what can be told is that there is none.
TEST(UsbtmcTransport, TellsWhereThereIsNoInstrument) {
  UsbtmcTransport missing("/dev/usbtmc-that-is-not-there");
  test::expect_error<core::InstrumentError>(
      "transport.unreachable", {"usbtmc /dev/usbtmc-that-is-not-there", "No such file"},
      [&] { missing.write("*IDN?", Until::within(1s)); });
}

TEST(UsbtmcTransport, SpeaksToNoFileOfAnotherKind) {
  const auto path = std::filesystem::temp_directory_path() / "fiberloom-no-usbtmc";
  std::ofstream(path) << "kept";
  UsbtmcTransport other(path.string());
  test::expect_error<core::InstrumentError>("transport.unreachable", {"is no USBTMC instrument"},
                                            [&] { other.write("*IDN?", Until::within(1s)); });
  std::string content;
  std::ifstream(path) >> content;
  EXPECT_EQ(content, "kept");
  std::filesystem::remove(path);
}

TEST(UsbtmcTransport, TalksToTheFirstInstrumentOfThisMachine) {
  if (!std::filesystem::exists("/dev/usbtmc0")) {
    GTEST_SKIP() << "NOT TESTED: no instrument on USB (/dev/usbtmc0) here";
  }
  UsbtmcTransport instrument("/dev/usbtmc0");
  EXPECT_FALSE(instrument.query("*IDN?", Until::within(5s)).empty());
}

}  // namespace
}  // namespace fiberloom::drivers
