#include <fiberloom/core/operators/spectral_diffusion.hpp>

namespace fiberloom::core {
namespace {

class SpectralDiffusion final : public SpectralOperator {
 public:
  SpectralDiffusion()
      : SpectralOperator({.name = "diffusion",
                          .meaning = "spectral diffusion (Gaussian filter)",
                          .unit = "samples^2",
                          .width = Width::one}) {}

  [[nodiscard]] std::complex<double> symbol(double w) const override { return -0.5 * w * w; }
};

}  // namespace

const SpectralOperator& spectral_diffusion() {
  static const SpectralDiffusion instance;
  return instance;
}

}  // namespace fiberloom::core
