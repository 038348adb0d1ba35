#pragma once

#include <fiberloom/hal/error_budget.hpp>
#include <vector>

namespace fiberloom::hal {

/// Gathers contributions, and adds them up as powers or as fields.
class Waterfall {
 public:
  struct Label {
    std::string name{};
    std::string where{};
    std::string explanation{};
    std::vector<BudgetNumber> numbers{};
  };
  /// One change, so many times its unit.
  struct Change {
    double size = 0.0;
    const Response* response = nullptr;
  };

  explicit Waterfall(const ModelSensitivity& sensitivity);

  /// What differs from bench to bench or from shot to shot; nothing is added for 0.
  void add_random(Label label, const ErrorPower& power);
  /// A change whose size has this variance.
  void add_random(Label label, double variance, const ErrorPower& per_unit);
  /// What every bench has.
  void add_common(Label label, const std::vector<Change>& changes);

  [[nodiscard]] ErrorBudget finish();

 private:
  const ModelSensitivity& sensitivity_;
  core::FieldBatch<double> common_field_;
  core::RealBatch<double> common_trace_;
  ErrorPower common_powers_;
  ErrorPower random_powers_;
  ErrorBudget budget_;
  double field_energy_;
  double trace_energy_;
};

}  // namespace fiberloom::hal
