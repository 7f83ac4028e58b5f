using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ActiveLearning.Silo.Commands;

/// <summary>Versions of the program and of what it is made of.</summary>
internal static class Versions
{
    /// <summary>Version of this program.</summary>
    public static string Program => Of(typeof(Versions).Assembly);

    /// <summary>Tells them.</summary>
    public static IReadOnlyList<Diagnosis> Look() =>
    [
        Diagnosis.Good("program", Program),
        Diagnosis.Good("machine", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors"),
        Diagnosis.Good(".NET", RuntimeInformation.FrameworkDescription),
        Diagnosis.Good("Orleans", Of(typeof(Grain).Assembly)),
        Diagnosis.Good("ONNX Runtime", OrtEnv.Instance().GetVersionString()),
    ];

    private static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
