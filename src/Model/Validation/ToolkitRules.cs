using System.Text;

namespace BatchAi.Model;

/// <summary>Exactly one toolkit, with what it needs to start (runtime contract, section 8).</summary>
internal static class ToolkitRules
{
    private static readonly string[] s_backends = ["tcp", "gloo", "mpi"];

    public static void Check(Place at, JobProperties job)
    {
        string[] given = [.. Toolkits.Given(job).Select(toolkit => toolkit.Property)];
        if (given.Length != 1)
            at.Refuse(
                $"must have exactly one of {string.Join(", ", Toolkits.Properties)}; it has "
                + $"{(given.Length == 0 ? "none" : string.Join(" and ", given))}"
            );

        if (job.CntkSettings is { } cntk)
            CheckCntk(at["cntkSettings"], cntk);
        if (job.TensorFlowSettings is { } tensorFlow)
            CheckTensorFlow(at["tensorFlowSettings"], tensorFlow, job.NodeCount);
        if (job.CaffeSettings is { } caffe)
            CheckCaffe(at["caffeSettings"], caffe);
        if (job.Caffe2Settings is { } caffe2)
            CheckScript(
                at["caffe2Settings"], caffe2.PythonInterpreterPath, caffe2.PythonScriptFilePath, caffe2.CommandLineArgs, processes: null);
        if (job.ChainerSettings is { } chainer)
            CheckScript(
                at["chainerSettings"],
                chainer.PythonInterpreterPath,
                chainer.PythonScriptFilePath,
                chainer.CommandLineArgs,
                chainer.ProcessCount);
        if (job.HorovodSettings is { } horovod)
            CheckScript(
                at["horovodSettings"],
                horovod.PythonInterpreterPath,
                horovod.PythonScriptFilePath,
                horovod.CommandLineArgs,
                horovod.ProcessCount);
        if (job.PyTorchSettings is { } pyTorch)
            CheckPyTorch(at["pyTorchSettings"], pyTorch);
        if (job.CustomToolkitSettings is { } custom)
            at["customToolkitSettings"]["commandLine"].OptionalArgument(custom.CommandLine);
        if (job.CustomMpiSettings is { } mpi)
        {
            at["customMpiSettings"]["commandLine"].HasArgument(mpi.CommandLine);
            CheckProcesses(at["customMpiSettings"], mpi.ProcessCount);
            if (mpi.Launcher is not (null or CustomMpiSettings.ByMpirun or CustomMpiSettings.ByAgent))
                at["customMpiSettings"]["launcher"].Refuse($"must be {CustomMpiSettings.ByMpirun} or {CustomMpiSettings.ByAgent}");
        }
    }

    private static void CheckScript(Place at, string? interpreter, string? script, string? arguments, int? processes)
    {
        at["pythonScriptFilePath"].HasText(script);
        CheckCommand(
            at,
            ("pythonInterpreterPath", interpreter),
            ("pythonScriptFilePath", script),
            ("commandLineArgs", arguments));
        CheckProcesses(at, processes);
    }

    /// <summary>Each of the words, and the command line that they become together, which is one argument of bash.</summary>
    private static void CheckCommand(Place at, params ReadOnlySpan<(string Property, string? Text)> words)
    {
        bool fit = true;
        int spaces = 0;
        StringBuilder whole = new();
        foreach ((string property, string? text) in words)
        {
            fit &= at[property].OptionalArgument(text);
            whole.Append(text);
            spaces += text is null ? 0 : 1;
        }

        if (fit && ArgumentLimit.ProblemOfArgument(whole.ToString(), Math.Max(0, spaces - 1)) is { } problem)
            at.Refuse($"is one command line, which {problem}");
    }

    private static void CheckProcesses(Place at, int? processes) => at["processCount"].Within(processes, 1, Limits.MostProcesses);

    private static void CheckPyTorch(Place at, PyTorchSettings pyTorch)
    {
        CheckScript(at, pyTorch.PythonInterpreterPath, pyTorch.PythonScriptFilePath, pyTorch.CommandLineArgs, pyTorch.ProcessCount);
        if (pyTorch.CommunicationBackend is { } backend && !s_backends.Contains(backend, StringComparer.OrdinalIgnoreCase))
            at["communicationBackend"].Refuse("must be TCP, Gloo or MPI");
    }

    private static void CheckTensorFlow(Place at, TensorFlowSettings tensorFlow, int? nodeCount)
    {
        at["pythonScriptFilePath"].HasText(tensorFlow.PythonScriptFilePath);
        CheckCommand(
            at,
            ("pythonInterpreterPath", tensorFlow.PythonInterpreterPath),
            ("pythonScriptFilePath", tensorFlow.PythonScriptFilePath));
        at["masterCommandLineArgs"].OptionalArgument(tensorFlow.MasterCommandLineArgs);
        at["workerCommandLineArgs"].OptionalArgument(tensorFlow.WorkerCommandLineArgs);
        at["parameterServerCommandLineArgs"].OptionalArgument(tensorFlow.ParameterServerCommandLineArgs);
        at["workerCount"].Within(tensorFlow.WorkerCount, 1, Limits.MostProcesses);
        at["parameterServerCount"].Within(tensorFlow.ParameterServerCount, 1, Math.Max(1, nodeCount ?? Limits.MostNodes));
    }

    private static void CheckCaffe(Place at, CaffeSettings caffe)
    {
        if ((caffe.ConfigFilePath is null) == (caffe.PythonScriptFilePath is null))
            at.Refuse("must have exactly one of configFilePath and pythonScriptFilePath");
        if (caffe.PythonInterpreterPath is not null && caffe.PythonScriptFilePath is null)
            at["pythonInterpreterPath"].Refuse("may be given only with pythonScriptFilePath");
        CheckCommand(
            at,
            ("configFilePath", caffe.ConfigFilePath),
            ("pythonInterpreterPath", caffe.PythonInterpreterPath),
            ("pythonScriptFilePath", caffe.PythonScriptFilePath),
            ("commandLineArgs", caffe.CommandLineArgs));
        CheckProcesses(at, caffe.ProcessCount);
    }

    private static void CheckCntk(Place at, CntkSettings cntk)
    {
        CheckCommand(
            at,
            ("configFilePath", cntk.ConfigFilePath),
            ("pythonInterpreterPath", cntk.PythonInterpreterPath),
            ("pythonScriptFilePath", cntk.PythonScriptFilePath),
            ("commandLineArgs", cntk.CommandLineArgs));
        CheckProcesses(at, cntk.ProcessCount);
        if (cntk.LanguageType is not { } language)
        {
            if ((cntk.ConfigFilePath is null) == (cntk.PythonScriptFilePath is null))
                at.Refuse("must have exactly one of configFilePath and pythonScriptFilePath when languageType is absent");
        }
        else if (language.Equals("BrainScript", StringComparison.OrdinalIgnoreCase))
        {
            at["configFilePath"].HasText(cntk.ConfigFilePath);
            if (cntk.PythonScriptFilePath is not null)
                at["pythonScriptFilePath"].Refuse("may be given only with languageType Python");
        }
        else if (language.Equals("Python", StringComparison.OrdinalIgnoreCase))
        {
            at["pythonScriptFilePath"].HasText(cntk.PythonScriptFilePath);
            if (cntk.ConfigFilePath is not null)
                at["configFilePath"].Refuse("may be given only with languageType BrainScript");
        }
        else
        {
            at["languageType"].Refuse("must be BrainScript or Python");
        }
    }
}
