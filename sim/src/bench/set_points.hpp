#pragma once

#include <fiberloom/sim/drift/settling_value.hpp>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace fiberloom::sim {

/// What the instruments of a simulated bench were told last, each on its way there. Which of them emit is a setting like
/// the others, "emission".
///
/// Seconds pass by advance(): how long ago a change was counts, not when it was, because the bench's clock goes back when
/// an earlier shot is asked for again.
class SetPoints {
 public:
  /// From where it is now to `value`.
  void change(const std::string& instrument, const std::string& key, double value,
              const Settling& settling = {});
  void advance(double seconds);

  /// Where it is now; `otherwise` for what was never set.
  [[nodiscard]] double value(std::string_view instrument, std::string_view key,
                             double otherwise) const;
  /// Share of power that passes while the part rewrites itself.
  [[nodiscard]] double transmission(std::string_view instrument, std::string_view key) const;
  [[nodiscard]] bool is_emitting(std::string_view instrument) const;
  /// Whether anything still moves.
  [[nodiscard]] bool is_settled() const noexcept;

 private:
  struct Point {
    SettlingValue way{};
    double seconds_since_change = 0.0;
  };
  [[nodiscard]] const Point* find(std::string_view instrument, std::string_view key) const;

  std::map<std::string, std::map<std::string, Point, std::less<>>, std::less<>> points_;
};

}  // namespace fiberloom::sim
