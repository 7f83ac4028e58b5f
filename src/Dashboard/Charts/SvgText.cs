using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace ActiveLearning.Dashboard.Charts;

/// <summary>A text in a chart; a component of its own because Razor gives the tag <c>text</c> another meaning.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Left edge, middle or right edge, px.</summary>
    [Parameter, EditorRequired]
    public double X { get; set; }

    /// <summary>Base line, px.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary>What is written.</summary>
    [Parameter, EditorRequired]
    public string Words { get; set; } = "";

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter]
    public string Anchor { get; set; } = "start";

    /// <summary>Style class, or null.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", Svg.Px(X));
        builder.AddAttribute(2, "y", Svg.Px(Y));
        builder.AddAttribute(3, "text-anchor", Anchor);
        builder.AddAttribute(4, "class", Class);
        builder.AddContent(5, Words);
        builder.CloseElement();
    }
}
