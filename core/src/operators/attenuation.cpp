#include <fiberloom/core/operators/attenuation.hpp>

namespace fiberloom::core {
namespace {

class Attenuation final : public SpectralOperator {
 public:
  Attenuation()
      : SpectralOperator(
            {.name = "alpha", .meaning = "power attenuation", .unit = "1", .width = Width::one}) {}

  [[nodiscard]] std::complex<double> symbol(double) const override { return -0.5; }
};

}  // namespace

const SpectralOperator& attenuation() {
  static const Attenuation instance;
  return instance;
}

}  // namespace fiberloom::core
