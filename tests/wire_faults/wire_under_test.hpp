#pragma once

#include <fiberloom/drivers/wire/until.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <memory>
#include <string>

namespace fiberloom::test {

enum class WireKind {
  tcp,
  vxi11,
  hislip_synchronous,
  hislip_overlapped,
  prologix,
  serial,
  http,
};

[[nodiscard]] std::string name_of(WireKind kind);

enum class Operation { read, write, block_read, block_write };

[[nodiscard]] std::string name_of(Operation operation);

/// An instrument and its client on one kind of wire.
class WireUnderTest {
 public:
  virtual ~WireUnderTest() = default;
  WireUnderTest(const WireUnderTest&) = delete;
  WireUnderTest& operator=(const WireUnderTest&) = delete;

  [[nodiscard]] virtual drivers::FaultPlan& faults() = 0;
  /// Nobody is there any more: refused, or unplugged.
  virtual void take_away() = 0;
  /// All is well again on the instrument's side; the client has to find out by itself.
  virtual void bring_back() = 0;
  /// Does it and returns what was wrong with what came back; empty when nothing was.
  [[nodiscard]] virtual std::string run(Operation operation, const drivers::Until& until) = 0;
  /// How many answers of the server the operation waits for.
  [[nodiscard]] virtual int num_answers(Operation operation) const = 0;
  /// About how many bytes the answer has that a fault hits, for one that drips.
  [[nodiscard]] virtual int answer_size(Operation operation) const = 0;

 protected:
  WireUnderTest() = default;
};

[[nodiscard]] std::unique_ptr<WireUnderTest> make_wire(WireKind kind);

}  // namespace fiberloom::test
