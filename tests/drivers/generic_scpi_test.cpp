#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/generic_scpi/generic_scpi.hpp>
#include <fiberloom/drivers/scpi/error.hpp>

#include "dialect_wire.hpp"
#include "driver_stand.hpp"
#include "file_test_support.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

template <class Role>
Role& as(const std::unique_ptr<hal::Instrument>& instrument) {
  return dynamic_cast<Role&>(*instrument);
}

TEST(GenericScpi, AnAttenuatorSpeaksAsItsDescriptionSays) {
  test::ReplayStand stand("variable_attenuator", "generic_attenuator.txt");
  const auto instrument = make_described_instrument(
      stand.request(), scpi_description("", "variable_attenuator"), stand.transport());
  instrument->configure();
  EXPECT_EQ(
      instrument->identity(),
      (hal::Identity{
          .vendor = "ACME Optics", .model = "VOA-1", .serial_number = "77", .firmware = "1.2"}));
  auto& attenuator = as<hal::VariableAttenuator>(instrument);
  EXPECT_DOUBLE_EQ(attenuator.set_attenuation(core::Decibel(12.25)).applied.value(), 12.25);
  attenuator.make_safe();
  EXPECT_EQ(attenuator.setting("attenuation_db").applied(), 30.0);
  const hal::SelfTest test = attenuator.self_test();
  EXPECT_FALSE(test.has_passed);
  EXPECT_EQ(test.words, "*TST? answers 3");
  stand.expect_played_to_the_end();
}

TEST(GenericScpi, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("variable_attenuator", "generic_attenuator_refuses.txt");
  const auto instrument = make_described_instrument(
      stand.request(), scpi_description("", "variable_attenuator"), stand.transport());
  instrument->configure();
  test::expect_error<core::InstrumentError>(
      "instrument.scpi", {"variable_attenuator", "-222"},
      [&] { as<hal::VariableAttenuator>(instrument).set_attenuation(core::Decibel(12.25)); });
}

TEST(GenericScpi, AnAmplifierReadsDecibelsAsWattsAndGoesDark) {
  test::ReplayStand stand("optical_amplifier", "generic_amplifier.txt");
  const auto instrument = make_described_instrument(
      stand.request(), scpi_description("", "optical_amplifier"), stand.transport());
  instrument->configure();
  auto& amplifier = as<hal::OpticalAmplifier>(instrument);
  EXPECT_NEAR(amplifier.input_power().in(units::w), 1e-4, 1e-12);
  EXPECT_NEAR(amplifier.output_power().in(units::w), 0.1, 1e-12);
  amplifier.set_output_power(core::from_dbm(3.0));
  amplifier.make_safe();
  stand.expect_played_to_the_end();
}

// A box that answers nothing and knows no SCPI.
constexpr const char* silent_switch = R"({
  "schema": "fiberloom.scpi_instrument/1",
  "name": "letter switch",
  "role": "optical_switch",
  "terminator": "\r",
  "greeting": ["ECHO OFF"],
  "setup": ["UNLOCK"],
  "identity": "",
  "self_test": "",
  "error_query": "",
  "settings": [{"key": "port", "set": "P{value}", "factor": 1, "offset": 1, "initial": 1}],
  "dark": ["PARK"]
})";

TEST(GenericScpi, AFileDescribesWhatNobodyThoughtOf) {
  const core::TemporaryFolder folder;
  const std::string file = (folder.path() / "switch.json").string();
  core::write_file_atomically(file, silent_switch);
  test::ReplayStand stand("optical_switch", "generic_switch.txt");
  const auto instrument =
      make_described_instrument(stand.request(), scpi_description(file, "optical_switch"),
                                stand.transport({.terminator = "\r"}));
  instrument->configure();
  EXPECT_EQ(instrument->identity().model, "letter switch");
  EXPECT_TRUE(instrument->self_test().has_passed);
  EXPECT_EQ(as<hal::OpticalSwitch>(instrument).set_port(2).applied, 2);
  instrument->make_safe();
  stand.expect_played_to_the_end();
}

TEST(GenericScpi, RefusesADescriptionThatLacksSomething) {
  const core::TemporaryFolder folder;
  const auto refuses = [&](const std::string& from, const std::string& to,
                           const std::string& role = "optical_switch") {
    std::string text = silent_switch;
    text.replace(text.find(from), from.size(), to);
    const std::string file = (folder.path() / "wrong.json").string();
    core::write_file_atomically(file, text);
    try {
      static_cast<void>(scpi_description(file, role));
    } catch (const core::Error& error) {
      return std::string(error.code());
    }
    return std::string("nothing");
  };
  EXPECT_EQ(refuses("letter", "letter"), "nothing");
  EXPECT_EQ(refuses("P{value}", "PORT 1 "), "document.invalid");
  EXPECT_EQ(refuses("\"factor\": 1", "\"factor\": 0"), "document.invalid");
  EXPECT_EQ(refuses(", \"initial\": 1", ""), "document.invalid");
  EXPECT_EQ(refuses("\"port\"", "\"door\""), "input.scpi_description");
  EXPECT_EQ(refuses("\"dark\"", "\"emission_on\""), "input.scpi_description");
  EXPECT_EQ(refuses("letter", "letter", "laser"), "input.scpi_description");
  test::expect_error<core::InputError>("input.scpi_description", {"digitizer", "description"}, [] {
    static_cast<void>(scpi_description("", "digitizer"));
  });
}

TEST(GenericScpi, EveryRoleThatCanBeDescribedHasADescription) {
  EXPECT_EQ(described_roles().size(), 11U);
  for (const RoleNeeds& needs : described_roles()) {
    const ScpiDescription description = scpi_description("", needs.role);
    EXPECT_EQ(description.role, needs.role);
    EXPECT_EQ(core::parse_document<ScpiDescription>(core::to_document_text(description), "again")
                  .settings.size(),
              needs.settings.size());
  }
}

class KeptSwitch final : public hal::OpticalSwitch {
 public:
  explicit KeptSwitch(const hal::BenchAccess& bench) : OpticalSwitch("switch-1", bench, {}) {}

 private:
  hal::Identity do_configure() override {
    setting("port").read_back(1.0);
    return {.vendor = "test"};
  }
  void do_make_safe() noexcept override {}
  std::int64_t write_port(std::int64_t port) override { return port; }
};

class DescribedDialect : public testing::Test {
 protected:
  DescribedDialect() { kept.configure(); }
  test::ReplayStand stand{"optical_switch", "generic_switch.txt"};
  KeptSwitch kept{stand.request().bench};
};

TEST_F(DescribedDialect, UnderstandsWhatTheDriverSays) {
  const ScpiDescription description =
      core::parse_document<ScpiDescription>(silent_switch, "switch");
  const Dialect dialect = make_described_dialect({.instrument = kept}, description);
  const auto driver = make_described_instrument(
      stand.request(), description, std::make_unique<test::DialectWire>(dialect.device));
  driver->configure();
  as<hal::OpticalSwitch>(driver).set_port(2);
  EXPECT_EQ(kept.setting("port").applied(), 2.0);
}

TEST_F(DescribedDialect, ComplainsAboutWhatItDoesNotKnow) {
  const Dialect dialect = make_described_dialect({.instrument = kept, .serial_number = "5"},
                                                 scpi_description("", "optical_switch"));
  const auto error_after = [&](const char* message) {
    EXPECT_EQ(dialect.device->ask(message), "");
    return parse_scpi_error(dialect.device->ask("SYST:ERR?")).value_or(ScpiError{}).code;
  };
  EXPECT_EQ(error_after(":rout:chan 2"), 0);
  EXPECT_EQ(dialect.device->ask("ROUT:CHAN?;*IDN?"),
            "+2.00000000E+00;fiberloom,optical_switch,5,1\n");
  EXPECT_EQ(error_after("ROUT:CHAN 99"), -222);
  EXPECT_EQ(error_after("ROUT:CHAN up"), -121);
  EXPECT_EQ(error_after("ROUT:CHAN"), -113);
  EXPECT_EQ(error_after("ROUTE:CHANNEL 1"), -113);
  EXPECT_EQ(kept.setting("port").applied(), 2.0);
}

}  // namespace
}  // namespace fiberloom::drivers
