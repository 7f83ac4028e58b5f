using MudBlazor;

namespace ActiveLearning.Dashboard.Theme;

/// <summary>The design tokens of <c>wwwroot/css/tokens.css</c> as MudBlazor palettes, so that its fields and lists look like the rest.</summary>
public static class Palettes
{
    private static readonly string[] Fonts = ["Inter", "Segoe UI Variable Text", "Segoe UI", "system-ui", "-apple-system", "Helvetica Neue", "Arial", "sans-serif"];

    /// <summary>Both palettes, the type scale and the radius.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#F5F5F2",
            Surface = "#FFFFFF",
            AppbarBackground = "#FFFFFF",
            DrawerBackground = "#FFFFFF",
            BackgroundGray = "#EFEFEB",
            TableStriped = "#EFEFEB",
            TableHover = "#EFEFEB",
            Skeleton = "#EFEFEB",
            LinesDefault = "#E1E1DB",
            TableLines = "#E1E1DB",
            Divider = "#E1E1DB",
            LinesInputs = "#858A8F",
            TextPrimary = "#191C1F",
            AppbarText = "#191C1F",
            TextSecondary = "#484E54",
            ActionDefault = "#484E54",
            DrawerText = "#484E54",
            DrawerIcon = "#484E54",
            TextDisabled = "#62686E",
            ActionDisabled = "#62686E",
            Primary = "#1D5BB8",
            Info = "#1D5BB8",
            PrimaryDarken = "#174A97",
            PrimaryContrastText = "#FFFFFF",
            InfoContrastText = "#FFFFFF",
            Secondary = "#484E54",
            Tertiary = "#484E54",
            Success = "#00655E",
            Warning = "#8F5E00",
            Error = "#8F1A12",
            SuccessContrastText = "#FFFFFF",
            WarningContrastText = "#FFFFFF",
            ErrorContrastText = "#FFFFFF",
            RippleOpacity = 0,
        },
        PaletteDark = new PaletteDark
        {
            Background = "#101214",
            Surface = "#181B1E",
            AppbarBackground = "#181B1E",
            DrawerBackground = "#181B1E",
            BackgroundGray = "#212529",
            TableStriped = "#212529",
            TableHover = "#212529",
            Skeleton = "#212529",
            LinesDefault = "#2C3136",
            TableLines = "#2C3136",
            Divider = "#2C3136",
            LinesInputs = "#767E86",
            TextPrimary = "#ECEEF0",
            AppbarText = "#ECEEF0",
            TextSecondary = "#BCC2C8",
            ActionDefault = "#BCC2C8",
            DrawerText = "#BCC2C8",
            DrawerIcon = "#BCC2C8",
            TextDisabled = "#979FA7",
            ActionDisabled = "#979FA7",
            Primary = "#83B2FF",
            Info = "#83B2FF",
            PrimaryDarken = "#A5C8FF",
            PrimaryContrastText = "#0A1A33",
            InfoContrastText = "#0A1A33",
            Secondary = "#BCC2C8",
            Tertiary = "#BCC2C8",
            Success = "#63D9C4",
            Warning = "#F2C65C",
            Error = "#EE7B64",
            SuccessContrastText = "#0A1A14",
            WarningContrastText = "#1C1400",
            ErrorContrastText = "#240A06",
            RippleOpacity = 0,
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "450", LineHeight = "20px", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "14px", FontWeight = "450", LineHeight = "20px", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "13px", FontWeight = "450", LineHeight = "18px", LetterSpacing = "normal" },
            H5 = new H5Typography { FontFamily = Fonts, FontSize = "20px", FontWeight = "650", LineHeight = "28px", LetterSpacing = "-.01em" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "12px", FontWeight = "450", LineHeight = "16px", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "550", LineHeight = "20px", LetterSpacing = "normal", TextTransform = "none" },
        },
    };
}
