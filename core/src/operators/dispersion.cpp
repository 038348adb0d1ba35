#include <array>
#include <cmath>
#include <fiberloom/core/operators/dispersion.hpp>

namespace fiberloom::core {
namespace {

struct Order {
  int number;
  std::string_view name;
  std::string_view meaning;
  std::string_view unit;
};

constexpr std::array<Order, 9> orders{{{2, "beta2", "group-velocity dispersion", "samples^2"},
                                       {3, "beta3", "third-order dispersion", "samples^3"},
                                       {4, "beta4", "fourth-order dispersion", "samples^4"},
                                       {5, "beta5", "fifth-order dispersion", "samples^5"},
                                       {6, "beta6", "sixth-order dispersion", "samples^6"},
                                       {7, "beta7", "seventh-order dispersion", "samples^7"},
                                       {8, "beta8", "eighth-order dispersion", "samples^8"},
                                       {9, "beta9", "ninth-order dispersion", "samples^9"},
                                       {10, "beta10", "tenth-order dispersion", "samples^10"}}};

class Dispersion final : public SpectralOperator {
 public:
  explicit Dispersion(const Order& order)
      : SpectralOperator({.name = order.name,
                          .meaning = order.meaning,
                          .unit = order.unit,
                          .width = Width::one}),
        order_(order.number) {}

  [[nodiscard]] std::complex<double> symbol(double w) const override {
    double phase = 1.0;
    for (int n = 1; n <= order_; ++n) {
      phase *= -w / n;
    }
    return {0.0, phase};
  }

 private:
  int order_;
};

}  // namespace

std::span<const SpectralOperator* const> dispersion_orders() {
  static const std::array<Dispersion, orders.size()> instances{
      Dispersion(orders[0]), Dispersion(orders[1]), Dispersion(orders[2]),
      Dispersion(orders[3]), Dispersion(orders[4]), Dispersion(orders[5]),
      Dispersion(orders[6]), Dispersion(orders[7]), Dispersion(orders[8])};
  static const auto pointers = [] {
    std::array<const SpectralOperator*, orders.size()> result{};
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = &instances[i];
    }
    return result;
  }();
  return pointers;
}

}  // namespace fiberloom::core
