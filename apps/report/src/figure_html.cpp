#include <fiberloom/report/render_html.hpp>
#include <fiberloom/report/render_svg.hpp>
#include <fmt/format.h>
#include <type_traits>
#include <variant>

#include "html_parts.hpp"
#include "markup.hpp"

namespace fiberloom::report::detail {
namespace {

constexpr double wide = 760.0;
constexpr double narrow = 400.0;

/// Text in a picture shrinks with it, so a page carries each picture twice.
template <typename Plot>
std::string pictures(const Plot& plot, const Figure& figure, std::size_t number) {
  const auto draw = [&](double width, std::string_view name) {
    return render_svg(plot, {.width = width,
                             .id = fmt::format("figure-{}-{}", number, name),
                             .description = figure.description});
  };
  return fmt::format("<div class=\"wide\">\n{}</div>\n<div class=\"narrow\">\n{}</div>\n",
                     draw(wide, "wide"), draw(narrow, "narrow"));
}

}  // namespace

std::string figure_html(const Figure& figure, std::size_t number) {
  const std::string picture = std::visit(
      [&](const auto& plot) {
        if constexpr (std::is_same_v<std::decay_t<decltype(plot)>, ConfusionMatrix>) {
          return render_html(plot);
        } else {
          return pictures(plot, figure, number);
        }
      },
      figure.plot);
  return fmt::format(
      "<figure class=\"picture\" id=\"figure-{0}\">\n{1}<figcaption><b>Figure {0}.</b> "
      "{2}</figcaption>\n</figure>\n",
      number, picture, render_markup(figure.caption));
}

}  // namespace fiberloom::report::detail
