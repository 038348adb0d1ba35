// Every wire, every fault, every operation: an error of the right kind in time, never wrong data, and the next command right.
#include <gtest/gtest.h>

#include <array>

#include <fiberloom/core/error.hpp>
#include <set>
#include <tuple>
#include <vector>

#include "wires.hpp"

namespace fiberloom::test {

std::string name_of(WireKind kind) {
  constexpr std::array<const char*, 7> names{
      "tcp", "vxi11", "hislip_synchronous", "hislip_overlapped", "prologix", "serial", "http"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string name_of(Operation operation) {
  constexpr std::array<const char*, 4> names{"read", "write", "block_read", "block_write"};
  return names.at(static_cast<std::size_t>(operation));
}

std::unique_ptr<WireUnderTest> make_wire(WireKind kind) {
  switch (kind) {
    case WireKind::tcp:
      return std::make_unique<TcpWire>();
    case WireKind::vxi11:
      return std::make_unique<Vxi11Wire>();
    case WireKind::hislip_synchronous:
      return std::make_unique<HislipWire<false>>();
    case WireKind::hislip_overlapped:
      return std::make_unique<HislipWire<true>>();
    case WireKind::prologix:
      return std::make_unique<PrologixWire>();
    case WireKind::serial:
      return std::make_unique<SerialWire>();
    case WireKind::http:
      return std::make_unique<HttpWire>();
  }
  return nullptr;
}

namespace {

using namespace std::chrono_literals;
using drivers::Until;
using drivers::WireFault;
using drivers::WireFaultKind;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

const std::vector<WireKind> all_wires{WireKind::tcp,
                                      WireKind::vxi11,
                                      WireKind::hislip_synchronous,
                                      WireKind::hislip_overlapped,
                                      WireKind::prologix,
                                      WireKind::serial,
                                      WireKind::http};

// The faults of an answer, and the one of a connection that is not there.
enum class Trouble {
  delay,
  drop,
  half_reply,
  garbage,
  wrong_terminator,
  closed_connection,
  stale_reply,
  slow_loris,
  refused_connection
};

const std::vector<Trouble> all_troubles{Trouble::delay,
                                        Trouble::drop,
                                        Trouble::half_reply,
                                        Trouble::garbage,
                                        Trouble::wrong_terminator,
                                        Trouble::closed_connection,
                                        Trouble::stale_reply,
                                        Trouble::slow_loris,
                                        Trouble::refused_connection};

std::string name_of(Trouble trouble) {
  return trouble == Trouble::refused_connection
             ? "refused_connection"
             : std::string(drivers::name_of(static_cast<WireFaultKind>(trouble)));
}

struct Combination {
  WireKind wire{};
  Trouble trouble{};
  Operation operation{};
  milliseconds deadline{};
  int answer = 0;  // which answer of the operation is hit
};

std::vector<Combination> combinations_of(WireKind wire, Trouble trouble) {
  std::vector<Combination> combinations;
  const auto sample = make_wire(wire);
  for (const Operation operation :
       {Operation::read, Operation::write, Operation::block_read, Operation::block_write}) {
    const int num_answers =
        trouble == Trouble::refused_connection ? 1 : sample->num_answers(operation);
    for (int answer = 0; answer < num_answers; ++answer) {
      for (const milliseconds deadline : {80ms, 160ms}) {
        combinations.push_back({wire, trouble, operation, deadline, answer});
      }
    }
  }
  return combinations;
}

// What may be reported.
std::set<std::string> right_codes(const Combination& combination) {
  switch (combination.trouble) {
    case Trouble::garbage:
      return {"transport.protocol", "transport.timeout", "instrument.answer"};
    case Trouble::closed_connection:
      return {"transport.closed"};
    case Trouble::refused_connection:
      return combination.wire == WireKind::serial ? std::set<std::string>{"transport.unreachable"}
                                                  : std::set<std::string>{"transport.refused"};
    case Trouble::wrong_terminator:
    case Trouble::drop:
    case Trouble::half_reply:
    case Trouble::stale_reply:
      // An HTTP server hangs up behind its answer, whatever the wire made of that.
      return {combination.wire == WireKind::http ? "transport.closed" : "transport.timeout"};
    case Trouble::delay:
    case Trouble::slow_loris:
      return {"transport.timeout"};
  }
  return {};
}

WireFault fault_of(const Combination& combination, const WireUnderTest& wire, std::uint64_t seed) {
  WireFault fault{.kind = static_cast<WireFaultKind>(combination.trouble),
                  .seed = seed,
                  .answers_before = combination.answer};
  fault.delay = combination.trouble == Trouble::slow_loris
                    ? std::chrono::nanoseconds(3 * combination.deadline) /
                          wire.answer_size(combination.operation)
                    : 2 * combination.deadline;
  return fault;
}

// Runs the operation under the fault: the code of its error, "" when there was none.
std::string code_of(WireUnderTest& wire, const Combination& combination) {
  const auto start = Clock::now();
  std::string code;
  try {
    const std::string trouble =
        wire.run(combination.operation, Until::within(combination.deadline));
    EXPECT_EQ(trouble, "") << "under the fault";
  } catch (const core::Error& error) {
    code = error.code();
  }
  EXPECT_LE(Clock::now() - start, combination.deadline + 100ms);
  return code;
}

void expect_recovery(WireUnderTest& wire) {
  for (const Operation operation : {Operation::read, Operation::block_read, Operation::write,
                                    Operation::block_write, Operation::read}) {
    try {
      EXPECT_EQ(wire.run(operation, Until::within(10s)), "") << name_of(operation) << " afterwards";
    } catch (const core::Error& error) {
      ADD_FAILURE() << name_of(operation) << " afterwards: " << error.what();
    }
  }
}

void check(const Combination& combination, std::uint64_t seed) {
  SCOPED_TRACE(name_of(combination.wire) + ", " + name_of(combination.trouble) + ", " +
               name_of(combination.operation) + ", answer " + std::to_string(combination.answer) +
               ", " + std::to_string(combination.deadline.count()) + " ms, seed " +
               std::to_string(seed));
  const auto wire = make_wire(combination.wire);
  ASSERT_EQ(wire->run(Operation::read, Until::within(10s)), "");
  if (combination.trouble == Trouble::refused_connection) {
    wire->take_away();
    // The first command finds out that the connection is gone.
    EXPECT_THROW(static_cast<void>(wire->run(Operation::read, Until::within(1s))), core::Error);
  } else {
    wire->faults().arm(fault_of(combination, *wire, seed));
  }
  const std::string code = code_of(*wire, combination);
  EXPECT_TRUE(right_codes(combination).contains(code)) << "code '" << code << "'";
  wire->faults().disarm();
  if (combination.trouble == Trouble::refused_connection ||
      (combination.trouble == Trouble::closed_connection && combination.wire == WireKind::serial)) {
    wire->bring_back();
  }
  expect_recovery(*wire);
}

using Cell = std::tuple<WireKind, Trouble>;

class WireFaultMatrix : public testing::TestWithParam<Cell> {};
INSTANTIATE_TEST_SUITE_P(, WireFaultMatrix,
                         testing::Combine(testing::ValuesIn(all_wires),
                                          testing::ValuesIn(all_troubles)),
                         [](const auto& cell) {
                           return name_of(std::get<0>(cell.param)) + "_" +
                                  name_of(std::get<1>(cell.param));
                         });

TEST_P(WireFaultMatrix, EndsInTimeAndRecovers) {
  const auto [wire, trouble] = GetParam();
  std::uint64_t seed = 1000;
  for (const Combination& combination : combinations_of(wire, trouble)) {
    check(combination, ++seed);
  }
}

TEST(WireFaultCombinations, AreAtLeastFiveHundred) {
  std::size_t count = 0;
  for (const WireKind wire : all_wires) {
    for (const Trouble trouble : all_troubles) {
      count += combinations_of(wire, trouble).size();
    }
  }
  RecordProperty("combinations", std::to_string(count));
  EXPECT_GE(count, 500U);
}

// A fault that the deadline can bear is none.
class SmallDelay : public testing::TestWithParam<WireKind> {};
INSTANTIATE_TEST_SUITE_P(, SmallDelay, testing::ValuesIn(all_wires),
                         [](const auto& kind) { return name_of(kind.param); });

TEST_P(SmallDelay, IsWaitedFor) {
  const auto wire = make_wire(GetParam());
  for (const Operation operation :
       {Operation::read, Operation::write, Operation::block_read, Operation::block_write}) {
    wire->faults().arm({.kind = WireFaultKind::delay, .delay = 30ms});
    EXPECT_EQ(wire->run(operation, Until::within(10s)), "") << name_of(operation);
  }
  EXPECT_EQ(wire->faults().num_injected(), 4);
}

}  // namespace
}  // namespace fiberloom::test
