#pragma once

#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::app {

/// What a raw message does, as far as it can be known.
struct Judgement {
  enum class Verdict { allowed, refused, rejected, unknown };

  Verdict verdict = Verdict::unknown;
  std::string code{};                   ///< "interlock.photodiode" of what an interlock refuses
  std::string reason{};                 ///< one line
  std::vector<hal::Command> changes{};  ///< of the bench, that the message makes
};

/// The bench that a shadow stands for. All of it outlives the shadow.
struct ShadowedBench {
  const hal::RigDocument& rig;
  const hal::LightPath& path;
  const hal::Catalog& catalog;
  const hal::Bench& bench;  ///< configured
};

/// A simulated twin of one instrument, behind the dialect of its family, that is told a raw message first: what it
/// would change is judged by the interlocks of the real bench, in the state that this is in.
///
/// It knows what the dialect knows. A message that it does not understand, and one that sets everything at once (*RST,
/// *RCL), is not judged but unknown.
/// Throws:  core::InputError "input.no_messages" for a family that speaks in frames.
class CommandShadow {
 public:
  CommandShadow(const ShadowedBench& bench, const std::string& instrument);
  ~CommandShadow();
  CommandShadow(const CommandShadow&) = delete;
  CommandShadow& operator=(const CommandShadow&) = delete;

  /// Leaves the shadow as it was, unless the message is allowed.
  [[nodiscard]] Judgement judge(const std::string& message);

 private:
  class Guard;
  class Twin;

  [[nodiscard]] std::unique_ptr<Twin> make_twin() const;

  ShadowedBench bench_;
  std::string instrument_;
  std::vector<std::string> allowed_{};  // so far, to be told to a new twin
  std::unique_ptr<Twin> twin_;
};

/// Whether a message only asks: every part of it is a query.
[[nodiscard]] bool only_asks(std::string_view message);

}  // namespace fiberloom::app
