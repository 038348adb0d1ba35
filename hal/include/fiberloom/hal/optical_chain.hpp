#pragma once

#include <cstddef>
#include <fiberloom/hal/bench_document.hpp>
#include <fiberloom/hal/bench_state.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// What is known of a mean power: it lies between the two.
struct PowerBounds {
  double lower_w = 0.0;
  double upper_w = 0.0;
};

/// The way of the light through a bench as its document tells it, element by element, with the losses of the wiring and
/// how well they are known. Says how much light may reach each place when the bench is in a given state.
///
/// Units:   mean powers in watts. An amplifier that does not emit passes at most what comes in; one that emits holds its
///          output within `amplifier_uncertainty_db`, if it has a seed.
/// Threads: immutable.
class OpticalChain {
 public:
  static constexpr double amplifier_uncertainty_db = 0.5;
  static constexpr double source_uncertainty_db = 0.5;

  /// Throws:  core::InputError "catalog.unknown_part"; the document has passed check_bench().
  OpticalChain(const BenchDocument& bench, const LightPath& path, const Catalog& catalog);

  /// Names of the elements in the order of the light: instruments, "modulator", "STAGE/PART".
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  /// Power that arrives at each element, [elements].
  [[nodiscard]] std::vector<PowerBounds> arriving(const BenchState& state) const;

  /// Loss of the connection in front of an element; 0 for the first, and for what is not there.
  [[nodiscard]] double loss_before_db(std::string_view name) const;

  /// Nominal loss of an attenuator or a switch that is open; 0 for what is none.
  [[nodiscard]] double loss_through_db(std::string_view name) const;

  /// What one tapped meter sees of the light that arrives at its tap; a tap is an element of the meter's name.
  [[nodiscard]] double tap_ratio(std::string_view meter) const;

 private:
  using Through = std::function<PowerBounds(PowerBounds, const BenchState&)>;

  struct Element {
    std::string name;
    double loss_before_db;  // of the connection from the element in front
    double uncertainty_before_db;
    Through through;
    double tap_ratio = 0.0;
    double open_loss_db = 0.0;
  };

  void append(const BenchDocument& bench, std::string name, Through through);

  void append_tap(const BenchDocument& bench, const std::string& meter, double ratio_to_meter);
  void append_attenuator(const BenchDocument& bench, const std::string& name, double open_loss_db);

  std::vector<Element> elements_;
};

}  // namespace fiberloom::hal
